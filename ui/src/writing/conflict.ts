/** What somebody must see to decide a conflict, and the text that comes of what they decided. */
import type { Node } from 'prosemirror-model'

import { read } from '../editor/reading'
import type { Conflict, Hunk, Wording } from '../keeping/state'
import { differences, type Piece } from './differences'

/** One place where two wordings contradict each other, as text that people read. */
export interface Place {
  readonly part: Hunk['part']
  readonly ours: string
  readonly theirs: string
  readonly oursMarked: readonly Piece[]
  readonly theirsMarked: readonly Piece[]
  /** Both as the server renders them, with `ins` and `del`; null where it does not. */
  readonly oursShown: string | null
  readonly theirsShown: string | null
  /** What stands before and behind it, shortened. */
  readonly before: string
  readonly after: string
}

const CONTEXT = 140

export function placesOf({ hunks, merged_parts: parts }: Conflict): Place[] {
  const holes = parts.flatMap((part, number) => (part === null ? [number] : []))
  let text = 0
  return hunks.map((hunk) => {
    const hole = hunk.part === 'text' ? holes[text++] : undefined
    const around = (step: number) => (hole === undefined ? '' : readable(parts[hole + step] ?? ''))
    return {
      part: hunk.part,
      ours: hunk.ours,
      theirs: hunk.theirs,
      oursMarked: marked(hunk.base, hunk.ours),
      theirsMarked: marked(hunk.base, hunk.theirs),
      oursShown: rendered(hunk.ours_html),
      theirsShown: rendered(hunk.theirs_html),
      before: lastWords(around(-1)),
      after: firstWords(around(1)),
    }
  })
}

/** Return the wording with what was decided at each place, in the order of the places. */
export function composed({ hunks, merged_title, merged_parts }: Conflict, decided: readonly string[], summary: string): Wording {
  const of = (part: Hunk['part']) => decided.filter((_, number) => hunks[number]!.part === part)
  const texts = of('text')
  let next = 0
  const text = merged_parts.map((part) => part ?? texts[next++]!).join('')
  return { title: merged_title ?? of('title')[0]!, text, summary }
}

/** Return what others changed elsewhere, which is in the text already: one list of pieces for each change. */
export function mergedAlone(conflict: Conflict, ours: Wording): Piece[][] {
  const own = conflict.hunks.map(({ ours: wording }) => wording)
  const merged = composed(conflict, own, '')
  const changes = changesOf(readable(ours.text), readable(merged.text))
  return conflict.merged_title !== null && merged.title !== ours.title ? [differences(ours.title, merged.title), ...changes] : changes
}

function changesOf(before: string, after: string): Piece[][] {
  const changes: Piece[][] = []
  let open: Piece[] | undefined
  let said = ''
  for (const piece of differences(before, after)) {
    if (piece.kind !== 'same') {
      open ??= [{ kind: 'same', words: lastWords(said, 40) }]
      open.push(piece)
      continue
    }
    // What stands in one sentence is one change; a few words around it say where.
    if (open && !/[.!?…]\s|\n/.test(piece.words)) open.push(piece)
    else if (open) {
      changes.push([...open, { kind: 'same', words: firstWords(piece.words, 40) }])
      open = undefined
    }
    said = piece.words
  }
  if (open) changes.push(open)
  return changes
}

/** Return what the server has rendered, where it shows a change: markup alone that changed reads alike. */
function rendered(html: string | null | undefined): string | null {
  return html && /<(ins|del)\b/.test(html) ? html : null
}

function marked(base: string, wording: string): Piece[] {
  const [before, after] = [readable(base), readable(wording)]
  // What differs in its markup alone reads alike: then the letters are shown.
  return before === after ? differences(base.trim(), wording.trim()) : differences(before, after)
}

/** Return Markdown as text that people read, one line a block. */
export function readable(markdown: string): string {
  const lines: string[] = []
  const { document } = read(markdown)
  document.forEach((block) => linesOf(block, '', lines))
  return lines.join('\n')
}

function linesOf(node: Node, lead: string, lines: string[]): void {
  if (node.isTextblock) lines.push(lead + node.textBetween(0, node.content.size, '\n', leafText))
  else if (node.isAtom || node.isLeaf) lines.push(lead + sourceAsRead(String(node.attrs['source'] ?? '')))
  else {
    const isItem = node.type.name === 'list_item'
    node.forEach((child, _place, number) => linesOf(child, isItem && !number ? `${lead}• ` : lead, lines))
  }
}

/** Return a block that is kept in its letters without the signs that nobody reads: cells with dashes between, a note with its number. */
function sourceAsRead(source: string): string {
  if (!source.includes('|')) return source.replace(/^\[\^([^\]\s]+)\]:/, '[$1]')
  const rows = source.split(/\r?\n/).filter((row) => !/^[\s|:-]+$/.test(row))
  return rows.map((row) => row.replace(/^\s*\|\s*|\s*\|\s*$/g, '').replace(/\s*\|\s*/g, ' – ')).join('\n')
}

function leafText(node: Node): string {
  if (node.type.name === 'hard_break') return '\n'
  return node.type.name === 'note' ? `[${String(node.attrs['label'])}]` : String(node.attrs['alt'] ?? '')
}

function lastWords(text: string, most: number = CONTEXT): string {
  const line = text.replace(/\n+$/, '').split('\n').at(-1) ?? ''
  return line.length <= most ? line : `… ${line.slice(-most).replace(/^\S*\s/, '')}`
}

function firstWords(text: string, most: number = CONTEXT): string {
  const line = text.replace(/^\n+/, '').split('\n')[0] ?? ''
  return line.length <= most ? line : `${line.slice(0, most).replace(/\s\S*$/, '')} …`
}
