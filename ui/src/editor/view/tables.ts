/** Shows a table as readers see it; its words are put in as words, whatever they are. */
import { dialect } from '../dialect'
import { element } from './elements'

/** Return the table that a source is; undefined for what is none. */
export function tableOf(source: string): HTMLTableElement | undefined {
  const tokens = dialect.parse(source, {})
  if (tokens[0]?.type !== 'table_open') return undefined
  const table = element('table')
  let row = element('tr')
  let cell: HTMLElement = row
  for (const token of tokens) {
    if (token.type === 'tr_open') table.append((row = element('tr')))
    if (token.type === 'th_open' || token.type === 'td_open') row.append((cell = element(token.tag === 'th' ? 'th' : 'td')))
    if (token.type === 'inline') cell.append(...inline(token.children ?? []))
  }
  return table
}

type Tokens = ReturnType<typeof dialect.parse>

function inline(tokens: Tokens): Node[] {
  const top = document.createDocumentFragment()
  const open: Node[] = [top]
  for (const token of tokens) {
    const here = open.at(-1)!
    const tags: Record<string, 'strong' | 'em' | 's'> = { strong: 'strong', em: 'em', s: 's' }
    const tag = tags[token.type.replace(/_(open|close)$/, '')]
    if (token.nesting === -1 && open.length > 1) open.pop()
    else if (token.nesting === 1) {
      const made = tag ? element(tag) : element('span', { class: 'link' })
      here.appendChild(made)
      open.push(made)
    } else if (token.type === 'code_inline') here.appendChild(element('code', {}, token.content))
    else if (token.type === 'note') here.appendChild(element('sup', {}, String((token.meta as { label: string }).label)))
    else here.appendChild(document.createTextNode(token.type === 'softbreak' ? ' ' : token.content))
  }
  return [...top.childNodes]
}
