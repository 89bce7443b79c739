/** The row of buttons above a text: one stop of the Tab key, arrows between them, Alt+F10 leads there. */
import { redo, undo } from 'prosemirror-history'
import type { Command, EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

import { canNote, linkAt, TOOLS } from './commands'
import { element, icon } from './elements'
import type { Asking } from './keys'
import type { EditorWords } from './words'

const ICONS = {
  bold: 'M6 4h5a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z',
  italic: 'M9 4h6M5 16h6M12 4 8 16',
  bullets: 'M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01',
  numbers: 'M9 5h8M9 10h8M9 15h8M3 4l1-.7V7M3 12.5c.4-1 2-.9 2 .2 0 .8-2 1.6-2 2.8h2.2',
  quote: 'M4 4v12M8 6h9M8 10h9M8 14h6',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1-1',
  note: 'M3 6h8M3 10h8M3 14h5M14.5 4.5 16 3.5V10',
  undo: 'M7 4 3.5 7.5 7 11M3.5 7.5H12a4 4 0 0 1 0 8H8',
  redo: 'm13 4 3.5 3.5L13 11M16.5 7.5H8a4 4 0 0 0 0 8h4',
  source: 'm7 6-4 4 4 4M13 6l4 4-4 4',
}

interface Button {
  readonly element: HTMLButtonElement
  readonly press: (view: EditorView) => void
  readonly isOn?: (state: EditorState) => boolean
  readonly can: (state: EditorState) => boolean
}

export interface Toolbar {
  readonly element: HTMLElement
  readonly update: (view: EditorView) => void
  readonly focus: () => void
  /** Say that the text is shown as it is written, or not. */
  readonly showSource: (isSource: boolean) => void
}

export interface Deeds extends Asking {
  readonly note: () => void
  readonly source: () => void
}

const always = () => true

export function toolbar(words: EditorWords, deeds: Deeds, view: () => EditorView): Toolbar {
  const groups = groupsOf(words, deeds)
  const buttons = groups.flat()
  const bar = element(
    'div',
    { role: 'toolbar', 'aria-label': words.toolbar, class: 'toolbar' },
    ...groups.map((group) => element('div', { class: 'group' }, ...group.map((button) => button.element))),
  )
  rove(bar, buttons.map((button) => button.element), () => view().focus())
  for (const button of buttons) button.element.addEventListener('click', () => button.press(view()))
  const source = buttons.at(-1)!
  return {
    element: bar,
    focus: () => buttons.find((button) => button.element.tabIndex === 0)?.element.focus(),
    update: ({ state }) => {
      for (const { element: button, isOn, can } of buttons) {
        if (isOn) button.setAttribute('aria-pressed', String(isOn(state)))
        button.setAttribute('aria-disabled', String(!can(state)))
      }
    },
    showSource: (isSource) => {
      source.element.setAttribute('aria-pressed', String(isSource))
      for (const button of buttons) if (button !== source) button.element.setAttribute('aria-disabled', String(isSource))
    },
  }
}

function groupsOf(words: EditorWords, deeds: Deeds): Button[][] {
  const tool = (name: keyof typeof TOOLS, keys: string, shown: string | SVGSVGElement): Button => {
    const { command, isOn } = TOOLS[name]
    return { element: button(words[name], keys, shown, name), press: run(command), isOn, can: (state) => isOn(state) || command(state) }
  }
  const plain = (name: 'undo' | 'redo', keys: string, command: Command): Button => ({
    element: button(words[name], keys, icon(ICONS[name]), name),
    press: run(command),
    can: (state) => command(state),
  })
  const asking = (name: 'link' | 'note', keys: string, press: () => void, can: (state: EditorState) => boolean): Button => ({
    element: button(words[name], keys, icon(ICONS[name]), name),
    press,
    can,
    ...(name === 'link' && { isOn: (state: EditorState) => linkAt(state) !== undefined }),
  })
  return [
    [tool('paragraph', 'Ctrl+Alt+0', words.paragraph), tool('heading2', 'Ctrl+Alt+2', words.heading2), tool('heading3', 'Ctrl+Alt+3', words.heading3)],
    [tool('bold', 'Ctrl+B', icon(ICONS.bold)), tool('italic', 'Ctrl+I', icon(ICONS.italic))],
    [
      tool('bullets', 'Ctrl+Shift+8', icon(ICONS.bullets)),
      tool('numbers', 'Ctrl+Shift+7', icon(ICONS.numbers)),
      tool('quote', 'Ctrl+Shift+9', icon(ICONS.quote)),
    ],
    [asking('link', 'Ctrl+K', deeds.link, canNote), asking('note', '', deeds.note, canNote)],
    [plain('undo', 'Ctrl+Z', undo), plain('redo', 'Ctrl+Y', redo)],
    [{ element: button(words.source, '', icon(ICONS.source), 'source'), press: deeds.source, isOn: () => false, can: always }],
  ]
}

function button(name: string, keys: string, shown: string | SVGSVGElement, kind: string): HTMLButtonElement {
  const isWord = typeof shown === 'string'
  const attributes = { type: 'button', 'data-tool': kind, title: keys ? `${name} (${keys})` : name, tabindex: '-1' }
  return element('button', { ...attributes, ...(isWord ? { class: 'word' } : { 'aria-label': name }) }, shown)
}

function run(command: Command): (view: EditorView) => void {
  return (view) => {
    command(view.state, view.dispatch, view)
    view.focus()
  }
}

/** One of the buttons can be reached by Tab; the arrows lead from one to the next, Escape back to the text. */
function rove(bar: HTMLElement, buttons: readonly HTMLButtonElement[], leave: () => void): void {
  const choose = (chosen: HTMLButtonElement) => {
    for (const one of buttons) one.tabIndex = one === chosen ? 0 : -1
  }
  choose(buttons[0]!)
  bar.addEventListener('focusin', ({ target }) => choose(target as HTMLButtonElement))
  // A press must not take the caret out of the text: on a phone the keyboard would go and come.
  bar.addEventListener('mousedown', (event) => event.preventDefault())
  bar.addEventListener('click', (event) => {
    const pressed = (event.target as Element).closest('button')
    if (pressed?.getAttribute('aria-disabled') !== 'true') return
    event.stopImmediatePropagation()
    event.preventDefault()
  }, true)
  bar.addEventListener('keydown', (event) => {
    const place = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const steps: Record<string, number> = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: buttons.length - 1 }
    const to = steps[event.key]
    if (event.key === 'Escape') leave()
    else if (to === undefined) return
    else buttons[(to + buttons.length) % buttons.length]!.focus()
    event.preventDefault()
  })
}
