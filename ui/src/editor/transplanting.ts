/** Does to one wording what was done to another that says the same. */
import diff from 'fast-diff'

interface Edit {
  readonly from: number
  to: number
  words: string
}

/**
 * Return `source` with what changed from `before` to `after`, where `before` says the same as `source` in other letters.
 *
 * An edit begins behind what stands before it and ends before what stands after it.
 */
export function transplanted(source: string, before: string, after: string): string {
  if (before === after) return source
  const places = placesIn(source, before)
  let result = ''
  let done = 0
  for (const edit of editsOf(before, after)) {
    const from = Math.max(places[edit.from]!, done)
    const to = edit.to > edit.from ? places[edit.to]! : from
    result += source.slice(done, from) + edit.words
    done = Math.max(from, to)
  }
  return result + source.slice(done)
}

/** Return, for each place in `before`, the one in `source` that comes behind the same letters. */
function placesIn(source: string, before: string): number[] {
  const places = new Array<number>(before.length + 1).fill(0)
  let here = 0
  let there = 0
  for (const [kind, words] of diff(before, source)) {
    if (kind === diff.INSERT) {
      there += words.length
      continue
    }
    for (let step = 1; step <= words.length; step++) places[here + step] = kind === diff.EQUAL ? there + step : there
    here += words.length
    if (kind === diff.EQUAL) there += words.length
  }
  return places
}

function editsOf(before: string, after: string): Edit[] {
  const edits: Edit[] = []
  let place = 0
  for (const [kind, words] of diff(before, after)) {
    const last = edits.at(-1)
    const touches = last?.to === place ? last : undefined
    if (kind === diff.EQUAL) place += words.length
    else if (kind === diff.INSERT) {
      if (touches) touches.words += words
      else edits.push({ from: place, to: place, words })
    } else {
      place += words.length
      if (touches) touches.to = place
      else edits.push({ from: place - words.length, to: place, words: '' })
    }
  }
  return edits
}
