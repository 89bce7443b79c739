/** Writes an edited document so that nothing is written anew but what was changed. */
import type { Node } from 'prosemirror-model'

import { canonical, markOf } from './canonical'
import { origins, type Origin } from './pairing'
import { read, type Reading } from './reading'
import { schema } from './schema'
import { areAlike, settled } from './settling'
import { transplanted } from './transplanting'

/** How much of a text is written in its author's letters: all but the changes, all but changed blocks, or nothing. */
export type Kept = 'letters' | 'blocks' | 'nothing'

export interface Written {
  readonly text: string
  readonly kept: Kept
}

/** A document cannot be written so that it is read as it is; it is still there. */
export class Unwritable extends Error {}

/** Return the text of a document that somebody made of a reading; read again, it is that document, see `settled`. */
export function write(was: Reading, now: Node): Written {
  if (was.document.eq(now)) return { text: was.text, kept: 'letters' }
  const wanted = settled(now)
  const writer = new Writer(was, children(wanted))
  for (const kept of ['letters', 'blocks', 'nothing'] as const) {
    const text = writer.text(kept)
    if (areAlike(settled(read(text).document), wanted)) return { text, kept }
  }
  throw new Unwritable()
}

class Writer {
  private readonly old: readonly Node[]
  private readonly paired: readonly (Origin | undefined)[]
  private readonly end: string
  /** Where links lead, which stands between blocks. */
  private readonly definitions: string

  constructor(
    private readonly was: Reading,
    private readonly blocks: readonly Node[],
  ) {
    // Each block alone, since one that says nothing has its place all the same.
    this.old = was.places.map((_, number) => settled(alone(was.document.child(number))).firstChild!)
    this.paired = origins(this.old, blocks)
    this.definitions = gapsOf(was).left().join('\n\n')
    this.end = /\r\n/.test(was.text) ? '\r\n' : '\n'
  }

  text(kept: Kept): string {
    const gaps = gapsOf(this.was)
    const parts: string[] = []
    let above: { node: Node; source: string } | undefined
    for (const [number, node] of this.blocks.entries()) {
      const origin = kept === 'nothing' ? undefined : this.paired[number]
      const before = number && kept !== 'nothing' ? this.paired[number - 1]?.number : -1
      const follows = origin !== undefined && origin.number === (before ?? NaN) + 1
      const gap = follows || (!number && kept !== 'nothing') ? gaps.take(origin?.number ?? 0) : number ? this.end + this.end : ''
      const source = this.letters(node, origin, kept, above && above.node.type === node.type ? markOf(above.node, above.source) : undefined)
      parts.push(gap, source)
      above = { node, source }
    }
    // What no reader sees and links need, such as where they lead, stays when its neighbours go.
    const tail = gaps.take(this.was.places.length)
    const left = kept === 'nothing' ? [] : gaps.left().map((gap) => this.end + this.end + gap)
    return [...parts, ...left, kept === 'nothing' ? this.end : tail].join('')
  }

  private letters(node: Node, origin: Origin | undefined, kept: Kept, beside: string | undefined): string {
    const anew = canonical(node, [beside]).replaceAll('\n', this.end)
    if (!origin) return anew
    const source = this.source(origin.number)
    if (origin.same) return beside !== undefined && markOf(node, source) === beside ? anew : source
    if (kept !== 'letters') return anew
    const before = canonical(this.old[origin.number]!, [beside]).replaceAll('\n', this.end)
    const text = transplanted(source, before, anew)
    return isRead(`${text}\n\n${this.definitions}`, node) ? text : anew
  }

  private source(number: number): string {
    const place = this.was.places[number]!
    return this.was.text.slice(place.from, place.to)
  }
}

/** What stands before each block, and behind the last one; each is given once. */
function gapsOf({ text, places }: Reading): { take: (number: number) => string; left: () => string[] } {
  const gaps = [...places, { from: text.length }].map(({ from }, number) => text.slice(places[number - 1]?.to ?? 0, from))
  const take = (number: number) => {
    const gap = gaps[number]!
    gaps[number] = ''
    return gap
  }
  return { take, left: () => gaps.map((gap) => gap.trim()).filter(Boolean) }
}

function alone(node: Node): Node {
  return schema.node('doc', null, [node])
}

function isRead(text: string, node: Node): boolean {
  const document = settled(read(text).document)
  return document.childCount === 1 && areAlike(document.firstChild!, node)
}

function children(node: Node): Node[] {
  return Array.from({ length: node.childCount }, (_, number) => node.child(number))
}
