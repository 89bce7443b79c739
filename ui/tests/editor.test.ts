import type { Node } from 'prosemirror-model'
import { describe, expect, test } from 'vitest'

import { canonical } from '../src/editor/canonical'
import { read, type Reading } from '../src/editor/reading'
import { areAlike, settled } from '../src/editor/settling'
import { write, type Written } from '../src/editor/writing'
import { corners, written } from './corpus'
import { EDITS, seeded } from './edits'
import { changedTokens } from './tokens'

const SEEDS = Number(process.env['BONSENS_EDITOR_SEEDS'] ?? 1)
const MINUTES = 60_000
const ONE_WORD = 'insert a word'

interface Tried {
  readonly kind: string
  readonly was: Reading
  readonly now: Node
  readonly result: Written
}

function* tried(texts: readonly string[]): Generator<Tried> {
  for (const [number, text] of texts.entries()) {
    const was = read(text)
    for (let seed = 0; seed < SEEDS; seed++) {
      for (const [kind, edit] of Object.entries(EDITS)) {
        const now = edit(was.document, seeded(1000 * number + seed))
        if (now) yield { kind, was, now, result: write(was, now) }
      }
    }
  }
}

const whole = (document: Node) =>
  Array.from({ length: document.childCount }, (_, number) => canonical(document.child(number))).join('\n\n')

test('a text that nobody changed is written letter by letter', () => {
  for (const text of [...written, ...corners]) {
    const was = read(text)
    expect(write(was, was.document)).toEqual({ text, kept: 'letters' })
  }
})

describe('an edited document', () => {
  test('is read as it is once it is written', { timeout: 20 * MINUTES }, () => {
    let edits = 0
    for (const { kind, was, now, result } of tried([...written, ...corners])) {
      edits++
      const same = areAlike(settled(read(result.text).document), settled(now))
      if (!same) expect.fail(`${kind}: ${JSON.stringify(was.text)} became ${JSON.stringify(result.text)}`)
    }
    expect(edits).toBeGreaterThan(5000 * SEEDS)
    console.log(`${edits} edits, each read as the document that it was written from`)
  })

  test('changes hardly more of what people wrote than it must', { timeout: 20 * MINUTES }, () => {
    let [ideal, changed, edits, oneWord] = [0, 0, 0, 0]
    const more: string[] = []
    for (const { kind, was, now, result } of tried(written)) {
      edits++
      const tokens = changedTokens(was.text, result.text)
      changed += tokens
      ideal += changedTokens(whole(was.document), whole(settled(now)))
      if (kind !== ONE_WORD) continue
      oneWord++
      if (tokens !== 1) more.push(JSON.stringify([tokens, was.text.slice(0, 200)]))
    }
    console.log(`${edits} edits: ${changed} tokens changed, ${ideal} at best (${(changed / ideal).toFixed(3)})`)
    console.log(`a word added: one token in ${oneWord - more.length} of ${oneWord}`, more.slice(0, 5))
    expect(changed / ideal).toBeLessThanOrEqual(1.05)
    expect(more).toEqual([])
  })
})
