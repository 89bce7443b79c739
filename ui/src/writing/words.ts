/** The sentences of writing, which come with its pages. */
import { writing as english } from '../words/en-writing'
import { writing as french } from '../words/fr-writing'
import { typeset } from '../words/typeset'
import { spoken } from '../words/words.svelte'

const CATALOGUES = { fr: typeset(french), en: english }

export function says(): typeof french {
  return CATALOGUES[spoken()]
}
