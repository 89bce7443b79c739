import footnote from 'markdown-it-footnote'
import type MarkdownIt from 'markdown-it'
import { expect, test } from 'vitest'

import { newDialect } from '../src/editor/dialect'
import { read } from '../src/editor/reading'
import { write } from '../src/editor/writing'
import { served } from './served'

const { written, read: texts } = served()
const HEAD = /^\ufeff/

/** The dialect with the notes of others, which make HTML of them; its own only say where they are. */
function parser(): MarkdownIt {
  const dialect = newDialect().use(footnote)
  dialect.disable(['note', 'note_text', 'footnote_inline'])
  const plain = newDialect().constructor as new (preset: string) => MarkdownIt
  dialect.normalizeLink = (address) => new plain('commonmark').normalizeLink(address)
  dialect.set({ maxNesting: 24 } as never)
  return dialect
}

/** Leave out the head of metadata, as the server does. */
function withoutHead(text: string): string {
  const { document, places } = read(text)
  if (document.firstChild?.type.name !== 'head') return text.replace(HEAD, '')
  const { to } = places[0]!
  return text.slice(0, to).replace(HEAD, '').replace(/[^\n]/g, '') + text.slice(to)
}

/** Return the texts in which the browser reads something else than the server. */
function readOtherwise(dialect: MarkdownIt): string[] {
  return texts.filter(({ text, html }) => dialect.render(withoutHead(text)) !== html).map(({ text }) => text)
}

test('the browser reads what the server reads, in every text', () => {
  expect(texts.length).toBeGreaterThan(600)
  expect(readOtherwise(parser())).toEqual([])
})

test('another dialect is seen to be another', () => {
  expect(readOtherwise(parser().disable('strikethrough')).length).toBeGreaterThan(0)
})

test('what people wrote and nobody changed is written letter by letter', () => {
  for (const text of written) {
    const was = read(text)
    expect(write(was, was.document).text).toBe(text)
  }
  console.log(`${written.length} texts that people wrote, and ${texts.length} in all`)
})
