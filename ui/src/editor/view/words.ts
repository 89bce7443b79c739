/** What the editor says; whoever opens it brings the sentences in the reader's language. */
export interface EditorWords {
  /** Names the field for those who hear it. */
  readonly text: string
  readonly toolbar: string
  readonly paragraph: string
  readonly heading2: string
  readonly heading3: string
  readonly bold: string
  readonly italic: string
  readonly bullets: string
  readonly numbers: string
  readonly quote: string
  readonly link: string
  readonly note: string
  readonly undo: string
  readonly redo: string
  readonly source: string
  readonly address: string
  readonly addressHint: string
  readonly addressWrong: string
  readonly noteText: string
  readonly apply: string
  readonly remove: string
  readonly cancel: string
  /** What a block is that is kept in its letters. */
  readonly table: string
  readonly head: string
  readonly footnote: string
  readonly other: string
  readonly changeSource: string
  readonly sourceOf: (block: string) => string
}
