import { describe, expect, test } from 'vitest'

import type { Conflict } from '../src/keeping/state'
import { composed, mergedAlone, placesOf, readable } from '../src/writing/conflict'
import { differences } from '../src/writing/differences'
import { written } from './corpus'
import { seeded } from './edits'

const joined = (pieces: ReturnType<typeof differences>, without: string) =>
  pieces.filter(({ kind }) => kind !== without).map(({ words }) => words).join('')

describe('differences', () => {
  test('say both wordings whole, whatever was changed', () => {
    const random = seeded(7)
    for (const text of written.slice(0, 40)) {
      const words = text.slice(0, 3000).split(/(\s+)/)
      const now = words.flatMap((word) => (random() < 0.1 ? [] : random() < 0.1 ? [word, ' ajouté'] : [word])).join('')
      const pieces = differences(words.join(''), now)
      expect(joined(pieces, 'added')).toBe(words.join(''))
      expect(joined(pieces, 'removed')).toBe(now)
    }
  })

  test('mark whole words, and neighbours together', () => {
    expect(differences('le chat noir dort', 'le chien blanc dort')).toEqual([
      { kind: 'same', words: 'le ' },
      { kind: 'removed', words: 'chat noir' },
      { kind: 'added', words: 'chien blanc' },
      { kind: 'same', words: ' dort' },
    ])
  })
})

const conflict: Conflict = {
  draft_id: 3,
  base_revision: 1,
  head_revision: 5,
  head_number: 4,
  hunks: [
    { part: 'title', base: 'Titre', ours: 'Notre titre', theirs: 'Leur titre' },
    { part: 'text', base: '- **Touchez** le support.', ours: '- **Touchez** vite le support.', theirs: '- **Touchez** le bord.' },
    { part: 'text', base: 'Fin.', ours: '', theirs: 'La fin.' },
  ],
  merged_title: null,
  merged_parts: ['Un début à quatre heures.\n\n', null, '\n\nAu milieu.\n\n', null],
}

describe('a conflict', () => {
  test('is shown as text that people read, with what stands around', () => {
    const [title, first, second] = placesOf(conflict)
    expect([title!.part, title!.before, title!.after]).toEqual(['title', '', ''])
    expect(joined([...first!.oursMarked], 'removed')).toBe('• Touchez vite le support.')
    expect([first!.before, first!.after]).toEqual(['Un début à quatre heures.', 'Au milieu.'])
    expect(second!.oursMarked).toEqual([{ kind: 'removed', words: 'Fin.' }])
  })

  test('becomes the text of what was decided, place by place', () => {
    const wording = composed(conflict, ['À nous deux', '- **Touchez** le bord, vite.', 'La fin.'], 'Ensemble')
    expect(wording).toEqual({
      title: 'À nous deux',
      text: 'Un début à quatre heures.\n\n- **Touchez** le bord, vite.\n\nAu milieu.\n\nLa fin.',
      summary: 'Ensemble',
    })
  })

  test('tells what others changed elsewhere, once for each sentence', () => {
    const ours = { title: 'Notre titre', text: 'Un début.\n\n- **Touchez** vite le support.\n\nAu milieu.\n\n', summary: '' }
    const merged = mergedAlone(conflict, ours)
    expect(merged).toHaveLength(1)
    expect(merged[0]!.find(({ kind }) => kind === 'added')!.words).toContain('à quatre heures')
  })
})

test('a text is read without its markup', () => {
  expect(readable('| a | b |\n| --- | --- |\n| c | d |\n\n[^1]: Note.')).toBe('a – b\nc – d\n[1] Note.')
  expect(readable('# Un *titre*\n\n1. a [lien](https://exemple.fr)\n2. b\n\n> cité')).toBe('Un titre\n• a lien\n• b\ncité')
})
