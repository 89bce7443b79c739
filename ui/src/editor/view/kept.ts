/** Shows the blocks that are kept in their letters: rendered, with a small field of their own for the source. */
import type { Node } from 'prosemirror-model'
import type { EditorView, NodeView } from 'prosemirror-view'

import { element } from './elements'
import { tableOf } from './tables'
import type { EditorWords } from './words'

const NOTE = /^\[\^([^\]\s]+)\]:[ \t]*/

export function nameOf(node: Node, words: EditorWords): string {
  const source = String(node.attrs['source'])
  if (node.type.name === 'head') return words.head
  if (NOTE.test(source)) return words.footnote
  return tableOf(source) ? words.table : words.other
}

/** One such block. Its field is opened by a press, and closed with it; what it says goes into the document as it is typed. */
export class Kept implements NodeView {
  readonly dom: HTMLElement
  private readonly shown = element('div', { class: 'shown' })
  private readonly field: HTMLTextAreaElement
  private readonly opener: HTMLButtonElement

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly place: () => number | undefined,
    words: EditorWords,
  ) {
    const name = nameOf(node, words)
    this.field = element('textarea', { 'aria-label': words.sourceOf(name), spellcheck: 'false', hidden: true, rows: '1' })
    this.opener = element('button', { type: 'button', class: 'link', 'aria-expanded': 'false' }, words.changeSource)
    this.dom = element(
      'div',
      { class: `kept ${node.type.name}`, contenteditable: 'false', role: 'group', 'aria-label': name },
      element('div', { class: 'what' }, element('span', {}, name), this.opener),
      this.shown,
      this.field,
    )
    this.opener.addEventListener('click', () => this.toggle())
    this.field.addEventListener('input', () => this.take())
    this.render()
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    const isChanged = !node.eq(this.node)
    this.node = node
    if (isChanged) this.render()
    return true
  }

  selectNode(): void {
    this.dom.classList.add('chosen')
  }

  deselectNode(): void {
    this.dom.classList.remove('chosen')
  }

  stopEvent(event: Event): boolean {
    return event.target === this.field || event.target === this.opener
  }

  ignoreMutation(): boolean {
    return true
  }

  private get source(): string {
    return String(this.node.attrs['source'])
  }

  private render(): void {
    const table = this.node.type.name === 'kept' ? tableOf(this.source) : undefined
    const note = NOTE.exec(this.source)
    if (table) this.shown.replaceChildren(table)
    else if (note) this.shown.replaceChildren(element('sup', {}, note[1]!), ` ${this.source.slice(note[0].length)}`)
    else this.shown.replaceChildren(element('pre', {}, this.source))
    if (this.field.value !== this.source) this.field.value = this.source
    this.field.rows = Math.min(12, this.source.split('\n').length + 1)
  }

  private toggle(): void {
    this.field.hidden = !this.field.hidden
    this.opener.setAttribute('aria-expanded', String(!this.field.hidden))
    if (!this.field.hidden) this.field.focus()
  }

  private take(): void {
    const place = this.place()
    if (place === undefined) return
    this.view.dispatch(this.view.state.tr.setNodeAttribute(place, 'source', this.field.value))
  }
}
