import type { Node } from 'prosemirror-model'
import { describe, expect, test } from 'vitest'

import { canonical } from '../src/editor/canonical'
import { read, type Reading } from '../src/editor/reading'
import { told } from '../src/editor/replanting'
import { schema } from '../src/editor/schema'
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

test('a writer that writes texts anew is seen to change them', () => {
  const changed = written.filter((text) => whole(read(text).document) !== text)
  expect(changed.length).toBeGreaterThan(0)
})

test('a block that is kept in its letters is told as what somebody made of it', () => {
  const was = read('| a |\n| --- |\n| b |\n\nFin.\n')
  const kept = (source: string) => schema.node('kept', { source })
  const textOf = (...blocks: Node[]) => told(was, schema.node('doc', null, blocks)).text
  const end = was.document.child(1)
  expect(textOf(kept('| a |\n| --- |\n| c |'), end)).toBe('| a |\n| --- |\n| c |\n\nFin.\n')
  expect(textOf(kept('Un.\n\n- deux'), end)).toBe('Un.\n\n- deux\n\nFin.\n')
  // Nothing can say a table inside of a quote so that it stays one block there: its words are told all the same.
  expect(textOf(schema.node('blockquote', null, [kept('| a |\n| --- |\n| b |')]), end)).toContain('> | b |')
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
