/** Makes of what comes from Word, a mail or a page only what a text can say: no colours, no tables, no layout. */

const LIST = /mso-list:\s*l(\d+)\s+level(\d+)/i
const NUMBERED = /^\s*(?:\(?[0-9]{1,3}[.)]|[a-z][.)])\s*/i
const BULLET = /^\s*[·•▪◦§o‣–-]\s+/u
const DROPPED = 'script,style,meta,link,title,xml,template,iframe,object,form,button,input,select,svg,math,img,picture,video,audio,o\\:p'
const BLOCKS = new Set(['P', 'DIV', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'UL', 'OL', 'BLOCKQUOTE', 'PRE', 'TABLE', 'SECTION', 'ARTICLE'])

/** Return clean HTML; it is parsed inert, so that nothing of it is run or fetched. */
export function cleaned(html: string): string {
  const page = new DOMParser().parseFromString(styleless(html), 'text/html')
  const { body } = page
  for (const comment of commentsIn(body)) comment.remove()
  for (const element of body.querySelectorAll(DROPPED)) element.remove()
  for (const table of [...body.querySelectorAll('table')].reverse()) flatten(table)
  listsFromWord(body)
  for (const element of body.querySelectorAll<HTMLElement>('span,font,b,i,strong,em,a')) remark(element)
  for (const heading of body.querySelectorAll('h1,h4,h5,h6')) rename(heading, heading.tagName === 'H1' ? 'h2' : 'h3')
  for (const element of body.querySelectorAll('*')) bare(element)
  return body.innerHTML
}

/** Leave styles to be read, and not to be applied: the page's policy would report each of them. */
function styleless(html: string): string {
  return html
    .replace(/<!--\[if[^]*?<!\[endif\]-->|<!\[[^]*?\]>|<style\b[^]*?<\/style\s*>/gi, '')
    .replace(/<[^>]*>/g, (tag) => tag.replace(/(\s)style(\s*=)/gi, '$1data-style$2'))
}

const styleOf = (element: Element): string => element.getAttribute('data-style') ?? ''

function commentsIn(body: Element): ChildNode[] {
  const found: ChildNode[] = []
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  while (walker.nextNode()) found.push(walker.currentNode as ChildNode)
  return found
}

/** A table becomes a paragraph a row, its cells parted by dashes; one that only lays out becomes what is in it. */
function flatten(table: Element): void {
  const page = table.ownerDocument
  const rows = [...table.querySelectorAll('tr')]
  const isLayout = rows.every((row) => row.children.length <= 1)
  const made: Node[] = []
  for (const row of rows) {
    if (isLayout) {
      made.push(...[...row.children].flatMap((cell) => [...cell.childNodes]))
      continue
    }
    const paragraph = page.createElement('p')
    for (const cell of row.children) {
      if (!cell.textContent?.trim()) continue
      if (paragraph.hasChildNodes()) paragraph.append(' – ')
      paragraph.append(...inlineOf(cell))
    }
    if (paragraph.hasChildNodes()) made.push(paragraph)
  }
  table.replaceWith(...made)
}

function inlineOf(cell: Element): Node[] {
  return [...cell.childNodes].flatMap((child) =>
    child instanceof Element && BLOCKS.has(child.tagName) ? [...inlineOf(child), cell.ownerDocument.createTextNode(' ')] : [child],
  )
}

/** Word has no lists in its HTML but paragraphs that look like items. */
function listsFromWord(body: Element): void {
  const stack: { list: Element; level: number }[] = []
  let before: Element | null = null
  for (const paragraph of [...body.querySelectorAll('p')]) {
    const found = LIST.exec(styleOf(paragraph))
    if (!found) continue
    const level = Number(found[2])
    if (!before || before.nextElementSibling !== paragraph) stack.length = 0
    const text = paragraph.textContent ?? ''
    const tag = NUMBERED.test(text) && !/^\s*o\s/.test(text) ? 'ol' : 'ul'
    unmark(paragraph)
    while (stack.length && stack.at(-1)!.level > level) stack.pop()
    let around = stack.at(-1)
    if (!around || around.level < level) {
      const list = paragraph.ownerDocument.createElement(tag)
      if (around?.list.lastElementChild) around.list.lastElementChild.append(list)
      else paragraph.before(list)
      around = { list, level }
      stack.push(around)
    }
    const item = paragraph.ownerDocument.createElement('li')
    item.append(...paragraph.childNodes)
    around.list.append(item)
    before = stack[0]!.list
    paragraph.remove()
  }
}

/** Take away the bullet or number that Word writes as letters. */
function unmark(paragraph: Element): void {
  const marker = [...paragraph.querySelectorAll<HTMLElement>('span')].find((span) => /mso-list:\s*ignore/i.test(styleOf(span)))
  if (marker) return marker.remove()
  const walker = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  const first = walker.nextNode()
  if (first) first.nodeValue = (first.nodeValue ?? '').replace(BULLET, '').replace(NUMBERED, '')
}

/** Bold and italics may stand in a style or in a tag, and a tag may be undone by a style. */
function remark(element: HTMLElement): void {
  const weight = /font-weight:\s*(\w+)/i.exec(styleOf(element))?.[1]
  const slant = /font-style:\s*(\w+)/i.exec(styleOf(element))?.[1]
  const tag = element.tagName
  const isBold = weight ? /^(bold|bolder|[6-9]00)$/i.test(weight) : tag === 'B' || tag === 'STRONG'
  const isItalic = slant ? /^(italic|oblique)/i.test(slant) : tag === 'I' || tag === 'EM'
  const inside = [...element.childNodes]
  let kept: Element | DocumentFragment = element.ownerDocument.createDocumentFragment()
  const outer = kept
  const address = element.getAttribute('href') ?? ''
  if (tag === 'A' && /^(https?:|mailto:)/i.test(address)) {
    const link = element.ownerDocument.createElement('a')
    link.setAttribute('href', address)
    kept.append(link)
    kept = link
  }
  for (const [wanted, name] of [[isBold, 'strong'], [isItalic, 'em']] as const) {
    if (!wanted) continue
    const made: Element = element.ownerDocument.createElement(name)
    kept.append(made)
    kept = made
  }
  kept.append(...inside)
  element.replaceWith(outer)
}

function rename(element: Element, name: string): void {
  const made = element.ownerDocument.createElement(name)
  made.append(...element.childNodes)
  element.replaceWith(made)
}

function bare(element: Element): void {
  for (const { name } of [...element.attributes]) {
    const isKept = (element.tagName === 'A' && name === 'href') || (element.tagName === 'OL' && name === 'start') || name.startsWith('data-pm')
    if (!isKept) element.removeAttribute(name)
  }
}
