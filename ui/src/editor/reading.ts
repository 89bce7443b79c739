/** Reads a text into a document, and remembers where each of its blocks stands in the text. */
import type MarkdownIt from 'markdown-it'
import type { Node } from 'prosemirror-model'
import { defaultMarkdownParser, MarkdownParser } from 'prosemirror-markdown'

import { dialect } from './dialect'
import { schema } from './schema'

type Token = ReturnType<MarkdownIt['parse']>[number]

/** Where a block stands in its text: from the first letter to behind the last one that is no white space. */
export interface Place {
  readonly from: number
  readonly to: number
}

/** A text, the document that it says, and the place of each block of the document. */
export interface Reading {
  readonly text: string
  readonly document: Node
  readonly places: readonly Place[]
}

/** A head of metadata in YAML, as the server knows it. */
const HEAD = new RegExp(
  String.raw`^\ufeff?---[ \t]*\r?\n(?:[A-Za-z_][\w.-]*[ \t]*:(?:[ \t].*)?\r?\n|[ \t]+.*\r?\n|-[ \t].*\r?\n|\r?\n)+?` +
    String.raw`---[ \t]*(?=\r?\n|$)`,
)
const KEPT = new Set(['table_open', 'note_text'])

const parser = new MarkdownParser(schema, { parse: (tokens: Token[]) => tokens } as unknown as MarkdownIt, {
  ...defaultMarkdownParser.tokens,
  kept: { node: 'kept', noCloseToken: true, getAttrs: (token) => ({ source: token.content }) },
  head: { node: 'head', noCloseToken: true, getAttrs: (token) => ({ source: token.content }) },
  note: { node: 'note', noCloseToken: true, getAttrs: (token) => token.meta as { label: string } },
  s: { mark: 'strike' },
})

/** Read a text. Each child of the document has its place, in order; what stands between two of them is no block. */
export function read(text: string): Reading {
  const places: Place[] = []
  const tokens: Token[] = []
  for (const block of blocks(text)) {
    places.push(block.place)
    tokens.push(...block.tokens)
  }
  const document = tokens.length
    ? parser.parse(tokens as unknown as string)
    : schema.node('doc', null, [schema.node('paragraph')])
  if (tokens.length && document.childCount !== places.length) {
    throw new Error(`The text has ${places.length} blocks, and the document ${document.childCount}.`)
  }
  return { text, document, places }
}

interface Block {
  readonly place: Place
  readonly tokens: readonly Token[]
}

function* blocks(text: string): Generator<Block> {
  const head = HEAD.exec(text)?.[0] ?? ''
  if (head) yield kept('head', text, { from: head.startsWith('\ufeff') ? 1 : 0, to: head.length })
  const tokens = dialect.parse(head.replace(/[^\r\n]/g, '') + text.slice(head.length), {})
  const starts = lineStarts(text)
  for (let first = 0; first < tokens.length; ) {
    const after = endOf(tokens, first)
    const [fromLine, toLine] = tokens[first]!.map!
    const from = starts[fromLine]!
    const source = text.slice(from, starts[toLine] ?? text.length)
    const place = { from, to: from + source.replace(/\s+$/, '').length }
    const run = tokens.slice(first, after)
    yield run.some((token) => KEPT.has(token.type)) ? kept('kept', text, place) : { place, tokens: run }
    first = after
  }
}

/** A block that is kept in its letters. */
function kept(type: 'kept' | 'head', text: string, place: Place): Block {
  const [token] = dialect.parse('-', {})
  const whole = Object.assign(Object.create(Object.getPrototypeOf(token)) as Token, {
    type,
    nesting: 0,
    attrs: null,
    content: text.slice(place.from, place.to),
  })
  return { place, tokens: [whole] }
}

/** Return the number behind the last token of the block that begins with a token. */
function endOf(tokens: readonly Token[], first: number): number {
  let depth = 0
  let place = first
  do depth += tokens[place++]!.nesting
  while (depth > 0)
  return place
}

/** Return where each line begins, ended as the parser ends it. */
function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n?|\n/g), (end) => end.index + end[0].length)]
}
