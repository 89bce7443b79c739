/** Puts a backslash where letters would be read as markup, and nowhere else. */

/** What is markup inside a line: code, emphasis, links, notes, struck words, addresses, character references. */
const INSIDE = /[\\`*[\]]|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu
/** What makes a line another block than a paragraph, in the order in which it is looked for. */
const AT_START: readonly [RegExp, string][] = [
  [/^([ \t]*)(#{1,6})(?=[ \t]|$)/, '$1\\$2'],
  [/^([ \t]*)([-+])(?=[ \t]|$)/, '$1\\$2'],
  [/^([ \t]*)(-)(?=[-\s]*$)/, '$1\\$2'],
  [/^([ \t]*)(>)/, '$1\\$2'],
  [/^([ \t]*\d{1,9})([.)])(?=[ \t]|$)/, '$1\\$2'],
  [/^([ \t]*)([=:|])(?=[-=:|\s]*$)/, '$1\\$2'],
]

/** Return the Markdown of words; `startsLine` where nothing of the block stands before them on their line. */
export function escaped(words: string, startsLine: boolean): string {
  return words
    .replace(INSIDE, '\\$&')
    .split('\n')
    .map((line, number) => (number || startsLine ? atStart(line) : line))
    .join('\n')
}

function atStart(line: string): string {
  return AT_START.reduce((written, [pattern, replacement]) => written.replace(pattern, replacement), line)
}

/** Return the Markdown of the last words of a heading: marks of headings at its end are taken off when it is read. */
export function escapedEnd(line: string): string {
  return line.replace(/(^|[ \t])(#+)$/, '$1\\$2')
}
