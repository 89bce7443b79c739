/** Counts what somebody changed as the product does: in words, numbers and marks. */
import diff from 'fast-diff'

const TOKEN = /[\p{L}\p{N}\p{M}]+\s*|[^\s\p{L}\p{N}]\s*|\s+/gu

/** Return how many tokens came and went. */
export function changedTokens(before: string, after: string): number {
  const codes = new Map<string, string>()
  const code = (token: string) => {
    const known = codes.get(token)
    if (known !== undefined) return known
    // Above the surrogates there is room for as many as a text has.
    const fresh = String.fromCharCode(codes.size < 0xd000 ? codes.size + 1 : codes.size + 0x1000)
    codes.set(token, fresh)
    return fresh
  }
  const [old, now] = [before, after].map((text) => (text.match(TOKEN) ?? []).map((token) => code(token.trimEnd())).join(''))
  return diff(old!, now!).reduce((sum, [kind, tokens]) => sum + (kind === diff.EQUAL ? 0 : tokens.length), 0)
}
