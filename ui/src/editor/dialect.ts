/** Reads Markdown as the server does, as far as an editor must know it; what it does not know stays in its letters. */
import MarkdownIt from 'markdown-it'

import { flanking } from './flanking'

type BlockRule = Parameters<MarkdownIt['block']['ruler']['before']>[2]
type InlineRule = Parameters<MarkdownIt['inline']['ruler']['before']>[2]

const NOTE_TEXT = /^\[\^[^\]\s]+\]:/
const NOTE = /^\[\^([^\]\s]+)\](?!:)/
const LONGEST_LABEL = 120

/** The text of a footnote: its paragraph, and whatever is indented below it. */
const noteText: BlockRule = (state, startLine, endLine, silent) => {
  const first = state.bMarks[startLine]! + state.tShift[startLine]!
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false
  if (!NOTE_TEXT.test(state.src.slice(first, state.eMarks[startLine]))) return false
  if (silent) return true
  const ends = state.md.block.ruler.getRules('paragraph')
  let last = startLine
  let lazy = true
  for (let line = startLine + 1; line < endLine; line++) {
    if (state.isEmpty(line)) {
      lazy = false
      continue
    }
    const indented = state.sCount[line]! - state.blkIndent >= 4
    if (!indented && (!lazy || ends.some((rule) => rule(state, line, endLine, true)))) break
    lazy ||= indented
    last = line
  }
  const token = state.push('note_text', '', 0)
  token.map = [startLine, last + 1]
  state.line = last + 1
  return true
}

/** The place in a text that calls a footnote. */
const note: InlineRule = (state, silent) => {
  const found = NOTE.exec(state.src.slice(state.pos, state.pos + LONGEST_LABEL))
  if (!found) return false
  if (!silent) state.push('note', '', 0).meta = { label: found[1] }
  state.pos += found[0].length
  return true
}

/** Return a parser; it takes any address, because what an address may be is not the editor's to judge. */
export function newDialect(): MarkdownIt {
  const dialect = new MarkdownIt('commonmark', { html: false }).enable(['table', 'strikethrough'])
  dialect.validateLink = () => true
  dialect.normalizeLink = (address) => address
  dialect.inline.State = flanking(dialect, dialect.inline)
  dialect.block.ruler.before('reference', 'note_text', noteText, { alt: ['paragraph', 'reference', 'blockquote'] })
  dialect.inline.ruler.before('link', 'note', note)
  return dialect
}

export const dialect = newDialect()
