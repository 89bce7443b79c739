/** What the buttons of the editor do, and whether they hold where the caret is. */
import { lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands'
import type { Attrs, MarkType, NodeType } from 'prosemirror-model'
import { liftListItem, wrapInList } from 'prosemirror-schema-list'
import type { Command, EditorState } from 'prosemirror-state'

import { schema } from '../schema'

/** One button: what it does, and whether it is down. */
export interface Tool {
  readonly command: Command
  readonly isOn: (state: EditorState) => boolean
}

const node = (name: string): NodeType => schema.nodes[name]!
export const mark = (name: string): MarkType => schema.marks[name]!

const LISTS = new Set(['bullet_list', 'ordered_list'])

function block(type: NodeType, attrs: Attrs = {}): Tool {
  return {
    command: setBlockType(type, attrs),
    isOn: ({ selection: { $from } }) => $from.parent.hasMarkup(type, { ...$from.parent.attrs, ...attrs }),
  }
}

function inline(type: MarkType): Tool {
  const isOn = ({ selection: { from, to, empty, $from }, storedMarks, doc }: EditorState) =>
    empty ? !!type.isInSet(storedMarks ?? $from.marks()) : doc.rangeHasMark(from, to, type)
  return { command: toggleMark(type), isOn }
}

/** Return the innermost list around the caret, with its depth. */
function listAround({ selection: { $from } }: EditorState): { type: NodeType; depth: number } | undefined {
  for (let depth = $from.depth; depth > 0; depth--) {
    const type = $from.node(depth).type
    if (LISTS.has(type.name)) return { type, depth }
  }
  return undefined
}

function list(type: NodeType): Tool {
  const isOn = (state: EditorState) => listAround(state)?.type === type
  const command: Command = (state, dispatch, view) => {
    const around = listAround(state)
    if (!around) return wrapInList(type, type.name === 'bullet_list' ? { tight: true } : { tight: true, order: 1 })(state, dispatch)
    if (around.type === type) return liftListItem(node('list_item'))(state, dispatch, view)
    const tight: unknown = state.selection.$from.node(around.depth).attrs['tight']
    dispatch?.(state.tr.setNodeMarkup(state.selection.$from.before(around.depth), type, { tight }))
    return true
  }
  return { command, isOn }
}

function quote(): Tool {
  const type = node('blockquote')
  const isOn = ({ selection: { $from } }: EditorState) =>
    Array.from({ length: $from.depth }, (_, depth) => $from.node(depth + 1)).some((around) => around.type === type)
  return { isOn, command: (state, dispatch, view) => (isOn(state) ? lift : wrapIn(type))(state, dispatch, view) }
}

export const TOOLS = {
  paragraph: block(node('paragraph')),
  heading2: block(node('heading'), { level: 2 }),
  heading3: block(node('heading'), { level: 3 }),
  bold: inline(mark('strong')),
  italic: inline(mark('em')),
  bullets: list(node('bullet_list')),
  numbers: list(node('ordered_list')),
  quote: quote(),
} satisfies Record<string, Tool>

/** Return where the link around the caret leads, or the first in what is chosen; undefined for none. */
export function linkAt({ selection: { from, to, empty, $from }, doc }: EditorState): string | undefined {
  const type = mark('link')
  let address = type.isInSet($from.marks())?.attrs['href'] as string | undefined
  if (!empty) {
    doc.nodesBetween(from, to, (inside) => {
      address ??= type.isInSet(inside.marks)?.attrs['href'] as string | undefined
    })
  }
  return address
}

/** Return from where to where the link around a place goes. */
function linkRange({ selection: { $from, from, to, empty } }: EditorState): { from: number; to: number } {
  if (!empty) return { from, to }
  const type = mark('link')
  const { parent } = $from
  const at = (index: number) => index >= 0 && index < parent.childCount && type.isInSet(parent.child(index).marks)
  let first = $from.index()
  if (!at(first)) first--
  const address = at(first) || undefined
  let last = first
  while (at(first - 1) && address?.isInSet(parent.child(first - 1).marks)) first--
  while (at(last + 1) && address?.isInSet(parent.child(last + 1).marks)) last++
  let start = $from.start()
  for (let index = 0; index < first; index++) start += parent.child(index).nodeSize
  let end = start
  for (let index = first; index <= last; index++) end += parent.child(index).nodeSize
  return { from: start, to: end }
}

/** Make a link of what is chosen, or of the address itself; lead an existing one elsewhere. */
export function setLink(href: string): Command {
  return (state, dispatch) => {
    const link = mark('link').create({ href })
    if (state.selection.empty && linkAt(state) === undefined) {
      dispatch?.(state.tr.replaceSelectionWith(schema.text(href, [link]), false).scrollIntoView())
      return true
    }
    const { from, to } = linkRange(state)
    dispatch?.(state.tr.removeMark(from, to, mark('link')).addMark(from, to, link))
    return true
  }
}

export const removeLink: Command = (state, dispatch) => {
  const { from, to } = linkRange(state)
  dispatch?.(state.tr.removeMark(from, to, mark('link')))
  return true
}

/** Return the label of the next footnote of a document. */
function nextLabel(state: EditorState): string {
  const used = new Set<string>()
  state.doc.descendants((inside) => {
    if (inside.type.name === 'note') used.add(String(inside.attrs['label']))
    if (inside.type.name === 'kept') for (const [, label] of String(inside.attrs['source']).matchAll(/^\[\^([^\]\s]+)\]:/gm)) used.add(label!)
  })
  let number = 1
  while (used.has(String(number))) number++
  return String(number)
}

/** Call a footnote at the caret, and put its words at the end. */
export function addNote(words: string): Command {
  return (state, dispatch) => {
    const label = nextLabel(state)
    const source = `[^${label}]: ${words.trim().replace(/\s*\n\s*/g, ' ')}`
    const { tr } = state
    tr.insert(state.selection.to, node('note').create({ label }))
    tr.insert(tr.doc.content.size, node('kept').create({ source }))
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

/** Whether a note can stand where the caret is. */
export function canNote({ selection: { $to } }: EditorState): boolean {
  return $to.parent.inlineContent && !$to.parent.type.spec.code
}
