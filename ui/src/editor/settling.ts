/** Makes of a document what Markdown can say of it: it has no words for white space at the edges of a line. */
import { Fragment, type Mark, type Node } from 'prosemirror-model'

import { schema } from './schema'

const LINE_END = /\s*\n\s*/g
/** Marks that nobody sees on white space. */
const UNSEEN = new Set(['em', 'strong', 'strike', 'link'])

/** Tell whether two documents are shown alike: white space looks alike with and without emphasis. */
export function areAlike(one: Node, other: Node): boolean {
  return unmarked(one).eq(unmarked(other))
}

function unmarked(node: Node): Node {
  if (!node.isTextblock) return node.copy(Fragment.from(children(node).map(unmarked)))
  return node.copy(Fragment.from(children(node).flatMap(unmarkedSpaces)))
}

function seenOn(node: Node): readonly Mark[] {
  return node.marks.filter((mark) => !UNSEEN.has(mark.type.name))
}

function unmarkedSpaces(node: Node): Node[] {
  const seen = seenOn(node)
  if (!node.isText) return [node.mark(seen)]
  const parts = node.text!.split(/(\s+)/).filter(Boolean)
  return parts.map((part) => schema.text(part, /^\s/.test(part) ? seen : node.marks))
}

/**
 * Return the document as it is read once it is written: without empty paragraphs, without spaces that nobody sees, and
 * with the head of metadata at its top.
 */
export function settled(document: Node): Node {
  const told = mapped(document).filter((block) => !isEmpty(block))
  const isHead = (block: Node) => block.type === schema.nodes['head']
  const blocks = [...told.filter(isHead).slice(0, 1), ...told.filter((block) => !isHead(block))]
  return schema.node('doc', null, blocks.length ? blocks : [schema.node('paragraph')])
}

function mapped(parent: Node): Node[] {
  return children(parent).map((node) => {
    if (node.type.spec.code || node.isLeaf) return node
    if (node.isTextblock) return node.copy(Fragment.from(line(children(node), node.type === schema.nodes['heading'])))
    const inside = mapped(node)
    if (node.type === schema.nodes['list_item']) return node.copy(Fragment.from(item(inside)))
    if (isList(node)) return schema.node(node.type, { ...node.attrs, tight: isTight(node, inside) }, inside)
    const told = inside.filter((block) => !isEmpty(block))
    return node.copy(Fragment.from(told.length ? told : inside.slice(0, 1)))
  })
}

/** The blocks of an item: a paragraph is its first one, empty only where another block follows, or nothing. */
function item(inside: readonly Node[]): Node[] {
  const told = inside.filter((block) => !isEmpty(block))
  return told[0]?.type === schema.nodes['paragraph'] ? told : [schema.node('paragraph'), ...told]
}

/** Tell whether no blank line stands in a list; Markdown has no other word for it, and asks its first item. */
function isTight(list: Node, items: readonly Node[]): boolean {
  const isAlone = items.length === 1 && items[0]!.childCount === 1
  const parted = (item: Node) => children(item).some((block, number) => number && needsBlankLine(item.child(number - 1), block))
  return !isEmpty(items[0]!.firstChild!) && (isAlone || (list.attrs['tight'] === true && !items.some(parted)))
}

/** Tell whether a block would be one with the block above it, but for a blank line between them. */
function needsBlankLine(above: Node, block: Node): boolean {
  if (isEmpty(above)) return false
  if (isParagraph(block)) return isParagraph(above) || isList(above) || above.type === schema.nodes['blockquote']
  const begins = isList(block) && (isEmpty(block.firstChild!.firstChild!) || (block.attrs['order'] ?? 1) !== 1)
  return begins && isParagraph(above)
}

function isList(node: Node): boolean {
  return node.type === schema.nodes['bullet_list'] || node.type === schema.nodes['ordered_list']
}

function isParagraph(node: Node): boolean {
  return node.type === schema.nodes['paragraph']
}

/** The inline content of a block, nothing but words at its ends and beside its breaks. */
function line(inline: readonly Node[], isHeading: boolean): Node[] {
  const result: Node[] = []
  for (const node of inline) {
    if (isBreak(node) && !isHeading) {
      shorten(result, /\s+$/)
      if (result.length && !isBreak(result.at(-1))) result.push(node)
      continue
    }
    // A heading has one line.
    let words = isBreak(node) ? ' ' : node.text
    if (words === undefined) {
      result.push(node)
      continue
    }
    words = words.replace(LINE_END, ' ')
    if (!result.length || isBreak(result.at(-1))) words = words.replace(/^\s+/, '')
    if (words) result.push(schema.text(words, words.trim() ? node.marks : seenOn(node)))
  }
  while (isBreak(result.at(-1)) || /\s$/.test(result.at(-1)?.text ?? '')) {
    if (isBreak(result.at(-1))) result.pop()
    else shorten(result, /\s+$/)
  }
  return result
}

/** Take from the end of the last words what matches. */
function shorten(inline: Node[], end: RegExp): void {
  const last = inline.at(-1)
  if (!last?.isText) return
  const words = last.text!.replace(end, '')
  inline.pop()
  if (words) inline.push(schema.text(words, last.marks))
}

function isBreak(node: Node | undefined): boolean {
  return node?.type === schema.nodes['hard_break']
}

function isEmpty(node: Node): boolean {
  return node.type === schema.nodes['paragraph'] && node.childCount === 0
}

function children(node: Node): Node[] {
  return Array.from({ length: node.childCount }, (_, number) => node.child(number))
}
