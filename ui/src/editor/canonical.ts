/** Writes blocks the one way in which they are written where nobody has written them yet. */
import type { Mark, Node } from 'prosemirror-model'
import { defaultMarkdownSerializer, MarkdownSerializer, type MarkdownSerializerState } from 'prosemirror-markdown'

import { escaped, escapedEnd } from './escaping'
import { schema } from './schema'

/** The first of these marks a list, and the next one a list beside it, which would be one with it otherwise. */
const BULLETS = ['-', '*', '+']
const ENDS = ['.', ')']

/** What the serializer does with the lines between two blocks; its types do not tell. */
interface Flushing {
  flushClose(lines: number): void
}

function link(mark: Mark): string {
  const href = String(mark.attrs['href'])
  const title = mark.attrs['title'] === null ? '' : ` "${String(mark.attrs['title']).replace(/["\\]/g, '\\$&')}"`
  const isPlain = href !== '' && !/[\s<>\\()&\p{Cc}]/u.test(href)
  return `](${isPlain ? href : `<${href.replace(/[<>\\&]/g, '\\$&').replace(/[\r\n]/g, ' ')}>`}${title})`
}

/** Return what opens and closes emphasis: `_` beside a strong word's `**`, where no word would be cut by it. */
function emphasis(parent: Node, mark: Mark, place: number): string {
  const has = (index: number) => index >= 0 && index < parent.childCount && mark.isInSet(parent.child(index).marks)
  let [first, last] = [place, place]
  while (has(first - 1)) first--
  while (has(last + 1)) last++
  const before = first ? parent.child(first - 1).textContent.at(-1) : undefined
  const after = last + 1 < parent.childCount ? parent.child(last + 1).textContent.at(0) : undefined
  return [before, after].some((letter) => letter && /[\p{L}\p{N}]/u.test(letter)) ? '*' : '_'
}

function inItsLetters(state: MarkdownSerializerState, node: Node): void {
  state.text(String(node.attrs['source']), false)
  state.closeBlock(node)
}

function serializerWith(bullet: string, end: string): MarkdownSerializer {
  return new MarkdownSerializer(
    {
      ...defaultMarkdownSerializer.nodes,
      bullet_list: (state, node) => state.renderList(node, '  ', () => `${bullet} `),
      ordered_list: (state, node) => {
        const first = Number(node.attrs['order'])
        const width = String(first + node.childCount - 1).length
        state.renderList(node, ' '.repeat(width + 2), (number) => `${String(first + number)}${end} `.padEnd(width + 2))
      },
      horizontal_rule: (state, node) => {
        // Hyphens could begin a head of metadata or make a heading of what stands above, stars be bullets of a list.
        state.write('___')
        state.closeBlock(node)
      },
      list_item: (state, node, parent) => {
        // An item may begin with another block than a paragraph, which the document has an empty one before.
        const begins = node.childCount > 1 && node.firstChild!.childCount === 0 ? 1 : 0
        for (let number = begins; number < node.childCount; number++) {
          if (number > begins && parent.attrs['tight'] === true) (state as unknown as Flushing).flushClose(1)
          state.render(node.child(number), node, number)
        }
      },
      text: (state, node, parent, index) => {
        const before = index ? parent.child(index - 1) : undefined
        const isHeading = parent.type === schema.nodes['heading']
        const written = escaped(node.text!, !isHeading && (!before || before.type === schema.nodes['hard_break']))
        state.text(isHeading && index === parent.childCount - 1 ? escapedEnd(written) : written, false)
      },
      kept: inItsLetters,
      head: inItsLetters,
      note: (state, node) => state.write(`[^${String(node.attrs['label'])}]`),
    },
    {
      ...defaultMarkdownSerializer.marks,
      em: {
        open: (_state, mark, parent, index) => emphasis(parent as unknown as Node, mark, index),
        close: (_state, mark, parent, index) => emphasis(parent as unknown as Node, mark, index - 1),
        mixable: true,
        expelEnclosingWhitespace: true,
      },
      link: { open: '[', close: (_state, mark) => link(mark), mixable: true },
      strike: { open: '~~', close: '~~', mixable: true, expelEnclosingWhitespace: true },
    },
  )
}

const serializers = BULLETS.map((bullet, number) => serializerWith(bullet, ENDS[number % 2]!))

/** Return the Markdown of a block, lines ended by `\n`; a list has a mark that is none of `beside`. */
export function canonical(node: Node, beside: readonly (string | undefined)[] = []): string {
  const marks = node.type === schema.nodes['ordered_list'] ? ENDS : BULLETS
  const number = Math.max(0, marks.findIndex((mark) => !beside.includes(mark)))
  return serializers[number]!.serialize(schema.node('doc', null, [node]))
}

/** Return what marks the items of a list in its Markdown; undefined for what is none. */
export function markOf(node: Node, source: string): string | undefined {
  if (node.type === schema.nodes['bullet_list']) return /[-*+]/.exec(source)?.[0]
  if (node.type === schema.nodes['ordered_list']) return /\d([.)])/.exec(source)?.[1]
  return undefined
}
