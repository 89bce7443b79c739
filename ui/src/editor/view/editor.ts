/** A text that somebody edits as readers see it, or as it is written: one field, a row of buttons, and its words. */
import { gapCursor } from 'prosemirror-gapcursor'
import { history } from 'prosemirror-history'
import { EditorState, type Plugin } from 'prosemirror-state'
import { EditorView, type NodeViewConstructor } from 'prosemirror-view'

import { inLinesOf } from '../lines'
import { read, type Reading } from '../reading'
import { told } from '../replanting'
import { ask } from './asking'
import { addNote, linkAt, removeLink, setLink } from './commands'
import { element } from './elements'
import { Kept } from './kept'
import { keys } from './keys'
import { cleaned } from './pasting'
import { toolbar, type Toolbar } from './toolbar'
import { roomBelow, withRoomBelow } from './room'
import type { EditorWords } from './words'

export type { EditorWords } from './words'

export interface Options {
  readonly text: string
  readonly words: EditorWords
  /** What an empty text invites to. */
  readonly invitation?: string
  /** The text may have changed; called at most once in a while, and before the page goes away. */
  readonly onChange: () => void
}

const PAUSE = 250
/** A long text is looked at less often, so that nobody waits for their own letters. */
const SHARE = 6
const ADDRESS = /^(https?:\/\/|mailto:|#)\S+$/i

export class Editor {
  private was: Reading
  private readonly bar: Toolbar
  private readonly view: EditorView
  private readonly source: HTMLTextAreaElement
  private readonly around: HTMLElement
  private readonly plugins: Plugin[]
  private waits: ReturnType<typeof setTimeout> | undefined
  private pause = PAUSE

  constructor(place: HTMLElement, private readonly options: Options) {
    const { words } = options
    const asking = { link: () => void this.askLink(), toolbar: () => this.bar.focus() }
    this.was = read(options.text)
    this.bar = toolbar(words, { ...asking, note: () => void this.askNote(), source: () => this.switch() }, () => this.view)
    this.plugins = [...keys(asking), history(), gapCursor(), roomBelow]
    this.around = element('div', { class: 'rich' })
    this.source = element('textarea', { class: 'source', 'aria-label': words.text, hidden: true, spellcheck: 'true' })
    this.source.addEventListener('input', () => this.changed())
    this.view = new EditorView(this.around, {
      state: this.stateOf(this.was),
      attributes: (state) => ({
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': words.text,
        class: state.doc.childCount === 1 && state.doc.firstChild!.content.size === 0 && state.doc.firstChild!.isTextblock ? 'prose blank' : 'prose',
        'data-invitation': options.invitation ?? '',
      }),
      nodeViews: this.nodeViews(),
      transformPastedHTML: (html) => (/data-pm-slice/.test(html) ? html : cleaned(html)),
      dispatchTransaction: (transaction) => {
        this.view.updateState(this.view.state.apply(transaction))
        this.bar.update(this.view)
        if (transaction.docChanged) this.changed()
      },
    })
    place.append(this.bar.element, this.around, this.source)
    this.bar.update(this.view)
  }

  /** Return the text as it stands. */
  text(): string {
    return this.isSource ? inLinesOf(this.was.text, this.source.value) : told(this.was, this.view.state.doc).text
  }

  /** Show another text; nothing of the one before can be undone. */
  show(text: string): void {
    this.was = read(text)
    this.view.updateState(this.stateOf(this.was))
    if (this.isSource) this.source.value = text
    else this.bar.update(this.view)
  }

  focus(): void {
    if (this.isSource) this.source.focus()
    else this.view.focus()
  }

  /** Tell at once what waits to be told. */
  flush(): void {
    if (this.waits === undefined) return
    clearTimeout(this.waits)
    this.waits = undefined
    const began = performance.now()
    this.options.onChange()
    this.pause = Math.max(PAUSE, SHARE * (performance.now() - began))
  }

  close(): void {
    this.flush()
    this.view.destroy()
    for (const part of [this.bar.element, this.around, this.source]) part.remove()
  }

  private get isSource(): boolean {
    return !this.source.hidden
  }

  private stateOf(reading: Reading): EditorState {
    return EditorState.create({ doc: withRoomBelow(reading.document), plugins: this.plugins })
  }

  private nodeViews(): Record<string, NodeViewConstructor> {
    const { words } = this.options
    const kept: NodeViewConstructor = (node, view, place) => new Kept(node, view, place, words)
    return { kept, head: kept }
  }

  private changed(): void {
    this.waits ??= setTimeout(() => this.flush(), this.pause)
  }

  private switch(): void {
    const text = this.text()
    const isSource = !this.isSource
    if (isSource) this.source.value = text
    else if (text !== this.was.text) {
      this.was = read(text)
      this.view.updateState(this.stateOf(this.was))
    }
    // What was changed as readers see it is the text from now on: there is one truth at a time.
    if (isSource) {
      this.was = read(text)
      this.view.updateState(this.stateOf(this.was))
    }
    this.source.hidden = !isSource
    this.around.hidden = isSource
    this.bar.showSource(isSource)
    if (!isSource) this.bar.update(this.view)
    this.focus()
  }

  private async askLink(): Promise<void> {
    const { words } = this.options
    const address = linkAt(this.view.state)
    const reply = await ask({
      title: words.address,
      hint: words.addressHint,
      value: address ?? '',
      apply: words.apply,
      cancel: words.cancel,
      remove: address === undefined ? undefined : words.remove,
      wrong: (text) => (ADDRESS.test(addressOf(text)) ? undefined : words.addressWrong),
    })
    if (reply.kind === 'remove') removeLink(this.view.state, this.view.dispatch)
    if (reply.kind === 'text') setLink(addressOf(reply.text))(this.view.state, this.view.dispatch)
    this.view.focus()
  }

  private async askNote(): Promise<void> {
    const { words } = this.options
    const reply = await ask({ title: words.noteText, value: '', apply: words.apply, cancel: words.cancel })
    if (reply.kind === 'text' && reply.text.trim()) addNote(reply.text)(this.view.state, this.view.dispatch)
    this.view.focus()
  }
}

/** Return the address that somebody means: they leave out what goes without saying. */
function addressOf(text: string): string {
  const address = text.trim()
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`
  return /^[\w-]+(\.[\w-]+)+(\/|\?|#|$)/.test(address) ? `https://${address}` : address
}
