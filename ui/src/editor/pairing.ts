/** Finds for each block of a document the block of an earlier one that it was. */
import type { Node } from 'prosemirror-model'

/** The block that one was: `same` where it says the same still. */
export interface Origin {
  readonly number: number
  readonly same: boolean
}

const ALIKE = 0.4
/** The share of words from which on a block is one reworded. */

/** Return what each block was, in the order of `now`; undefined for a new one. Equal blocks keep their order. */
export function origins(old: readonly Node[], now: readonly Node[]): (Origin | undefined)[] {
  const found = new Array<Origin | undefined>(now.length)
  let oldPlace = 0
  let nowPlace = 0
  for (const [oldEqual, nowEqual] of [...equal(old, now), [old.length, now.length] as const]) {
    let from = oldPlace
    for (let place = nowPlace; place < nowEqual; place++) {
      const nearest = mostAlike(old, from, oldEqual, now[place]!)
      if (nearest === undefined) continue
      found[place] = { number: nearest, same: false }
      from = nearest + 1
    }
    if (nowEqual < now.length) found[nowEqual] = { number: oldEqual, same: true }
    oldPlace = oldEqual + 1
    nowPlace = nowEqual + 1
  }
  return found
}

/** Return the pairs of equal blocks of a longest common subsequence. */
function equal(old: readonly Node[], now: readonly Node[]): (readonly [number, number])[] {
  let head = 0
  while (head < old.length && head < now.length && old[head]!.eq(now[head]!)) head++
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail)!.eq(now.at(-1 - tail)!)) tail++
  const [rows, columns] = [old.length - head - tail, now.length - head - tail]
  const longest = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1))
  const isSame = (row: number, column: number) => old[head + row]!.eq(now[head + column]!)
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      longest[row]![column] = isSame(row, column)
        ? longest[row + 1]![column + 1]! + 1
        : Math.max(longest[row + 1]![column]!, longest[row]![column + 1]!)
    }
  }
  const pairs: (readonly [number, number])[] = []
  for (let number = 0; number < head; number++) pairs.push([number, number])
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (isSame(row, column)) pairs.push([head + row++, head + column++])
    else if (longest[row + 1]![column]! >= longest[row]![column + 1]!) row++
    else column++
  }
  for (let left = tail; left > 0; left--) pairs.push([old.length - left, now.length - left])
  return pairs
}

function mostAlike(old: readonly Node[], from: number, to: number, node: Node): number | undefined {
  let nearest: number | undefined
  let most = ALIKE
  for (let number = from; number < to; number++) {
    const share = likeness(old[number]!, node)
    if (share > most) [most, nearest] = [share, number]
  }
  return nearest
}

function likeness(one: Node, other: Node): number {
  if (one.type !== other.type && !(one.isTextblock && other.isTextblock)) return 0
  const [words, others] = [wordsOf(one), wordsOf(other)]
  if (!words.size || !others.size) return one.type === other.type ? 0.5 : 0
  const shared = [...words].filter((word) => others.has(word)).length
  return shared / Math.min(words.size, others.size)
}

function wordsOf(node: Node): Set<string> {
  const text = node.isAtom ? String(node.attrs['source']) : node.textContent
  return new Set(text.match(/[\p{L}\p{N}]+/gu) ?? [])
}
