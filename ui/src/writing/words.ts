/** The sentences of writing, which come with its pages, in the one language that is spoken. */
import type { writing } from '../words/fr-writing'
import { typeset } from '../words/typeset'
import { spoken, type Language } from '../words/words.svelte'

export type Says = typeof writing

const told = new Map<Language, Says>()

/** Fetch them; comes before anything is said. */
export async function fetchWords(): Promise<void> {
  const language = spoken()
  if (told.has(language)) return
  const { writing } = language === 'fr' ? await import('../words/fr-writing') : await import('../words/en-writing')
  told.set(language, language === 'fr' ? typeset(writing) : writing)
}

export function says(): Says {
  const words = told.get(spoken())
  if (!words) throw new Error('fetchWords() comes first')
  return words
}
