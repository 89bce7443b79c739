/**
 * Reads where emphasis begins and ends in languages that put no space between words, as the server does.
 *
 * It follows the CJK-friendly amendments to CommonMark (github.com/tats-u/markdown-cjk-friendly).
 */
import type MarkdownIt from 'markdown-it'

type Inline = MarkdownIt['inline']
type State = InstanceType<Inline['State']>

const CJK =
  /[\u1100-\u11ff\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uffee\u{16fe0}-\u{1b2ff}\u{1d300}-\u{1d37f}\u{1f200}\u{1f202}-\u{1f219}\u{1f21b}-\u{1f22e}\u{1f230}\u{1f231}\u{1f237}\u{1f23b}-\u{1f24f}\u{1f260}-\u{1f265}\u{20000}-\u{3ffff}]/u
const IDEOGRAPH_SELECTOR = /[\u{e0100}-\u{e01ef}]/u
const SELECTOR = /[\ufe00-\ufe0e]/
const WIDE_QUOTES = new Set(['\u2018\ufe01', '\u2019\ufe01', '\u201c\ufe01', '\u201d\ufe01'])

/** Return what scans a run of delimiters, for a parser. */
export function flanking({ utils }: MarkdownIt, { State: Plain }: Inline): Inline['State'] {
  const { isWhiteSpace, isPunctChar, isMdAsciiPunct } = utils
  const isMark = (letter: string) => isPunctChar(letter) || isMdAsciiPunct(letter.codePointAt(0)!)
  return class extends Plain {
    override scanDelims(start: number, canSplitWord: boolean): ReturnType<State['scanDelims']> {
      const scanned = super.scanDelims(start, canSplitWord)
      const all = [...this.src.slice(0, start)].slice(-2)
      let before = all.at(-1) ?? ' '
      const [after = ' '] = this.src.slice(start + scanned.length, this.posMax)
      let isWideQuote = false
      if (SELECTOR.test(before) && all.length > 1) {
        isWideQuote = WIDE_QUOTES.has(all.join(''))
        before = all[0]!
      }
      const isCjkBefore = isWideQuote || CJK.test(before) || IDEOGRAPH_SELECTOR.test(before)
      const isCjkAfter = CJK.test(after)
      if (!isCjkBefore && !isCjkAfter) return scanned
      const [spaceBefore, spaceAfter] = [before, after].map((letter) => isWhiteSpace(letter.codePointAt(0)!))
      const [markBefore, markAfter] = [isMark(before), isMark(after)]
      const left = !spaceAfter && (!markAfter || isCjkAfter || spaceBefore! || markBefore || isCjkBefore)
      const right = !spaceBefore && (!markBefore || isCjkBefore || spaceAfter! || markAfter || isCjkAfter)
      return {
        can_open: left && (canSplitWord || !right || markBefore),
        can_close: right && (canSplitWord || !left || markAfter),
        length: scanned.length,
      }
    }
  }
}
