/** A field of a page knows one line end; a text may have others. */

/** Return what a field shows, with the line ends of the text that it was opened with. */
export function inLinesOf(text: string, shown: string): string {
  if (shown === text.replace(/\r\n?/g, '\n')) return text
  return /\r\n/.test(text) ? shown.replaceAll('\n', '\r\n') : shown
}
