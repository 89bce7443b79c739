/** Marks what differs between two wordings, word by word. */
import diff from 'fast-diff'

export interface Piece {
  readonly kind: 'same' | 'added' | 'removed'
  readonly words: string
}

const TOKEN = /[\p{L}\p{N}\p{M}]+|\s+|[^\s\p{L}\p{N}]/gu
const KINDS = new Map<number, Piece['kind']>([
  [diff.EQUAL, 'same'],
  [diff.INSERT, 'added'],
  [diff.DELETE, 'removed'],
])

/** Return what makes one wording the other; all pieces but the added ones are the first, all but the removed the second. */
export function differences(before: string, after: string): Piece[] {
  const tokens: string[] = []
  const codes = new Map<string, string>()
  const coded = (text: string) =>
    (text.match(TOKEN) ?? [])
      .map((token) => {
        const known = codes.get(token)
        if (known !== undefined) return known
        tokens.push(token)
        // Above the surrogates there is room for as many as a text has.
        const code = String.fromCharCode(tokens.length < 0xd800 ? tokens.length : tokens.length + 0x800)
        codes.set(token, code)
        return code
      })
      .join('')
  const numberOf = (code: string) => code.charCodeAt(0) - (code.charCodeAt(0) >= 0xd800 ? 0x801 : 1)
  const pieces = diff(coded(before), coded(after)).map(([kind, letters]) => ({
    kind: KINDS.get(kind)!,
    words: [...letters].map((code) => tokens[numberOf(code)]!).join(''),
  }))
  return calmed(pieces)
}

/** Let a space between two changes change with them: a line of single words struck and put in is read by nobody. */
function calmed(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    if (removed) result.push({ kind: 'removed', words: removed })
    if (added) result.push({ kind: 'added', words: added })
    removed = added = ''
  }
  for (const [number, { kind, words }] of pieces.entries()) {
    if (kind === 'removed') removed += words
    else if (kind === 'added') added += words
    else if ((removed || added) && !words.trim() && !words.includes('\n') && number + 1 < pieces.length) {
      removed += words
      added += words
    } else {
      flush()
      result.push({ kind, words })
    }
  }
  flush()
  return result
}
