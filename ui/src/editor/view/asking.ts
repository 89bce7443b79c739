/** Asks for one line of text in a native dialog: where a link leads, what a note says. */
import { element } from './elements'

export interface Question {
  readonly title: string
  readonly hint?: string
  readonly value: string
  readonly apply: string
  readonly cancel: string
  /** Names the button that takes away what is there; there is none without a name. */
  readonly remove?: string | undefined
  /** Return why a text is none that can be taken. */
  readonly wrong?: (text: string) => string | undefined
}

export type Reply = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'remove' } | { readonly kind: 'nothing' }

let asked = 0

export function ask(question: Question): Promise<Reply> {
  const id = `asked-${++asked}`
  const field = element('input', { type: 'text', id, name: 'answer', autocomplete: 'off', spellcheck: 'true' })
  field.value = question.value
  const fault = element('p', { class: 'fault', id: `${id}-fault`, hidden: true })
  const apply = element('button', { type: 'submit', class: 'btn' }, question.apply)
  const cancel = element('button', { type: 'button', class: 'btn quiet' }, question.cancel)
  const remove = question.remove ? [element('button', { type: 'button', class: 'btn quiet' }, question.remove)] : []
  const hint = question.hint ? [element('p', { class: 'hint', id: `${id}-hint` }, question.hint)] : []
  if (question.hint) field.setAttribute('aria-describedby', `${id}-hint`)
  const form = element(
    'form',
    { method: 'dialog', class: 'ask', novalidate: true },
    element('h2', { id: `${id}-title` }, element('label', { for: id }, question.title)),
    ...hint, fault, field,
    element('footer', {}, ...remove, cancel, apply),
  )
  const dialog = element('dialog', { class: 'small', 'aria-labelledby': `${id}-title` }, form)
  document.body.append(dialog)
  return new Promise((resolve) => {
    let reply: Reply = { kind: 'nothing' }
    const end = (given: Reply) => {
      reply = given
      dialog.close()
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const wrong = question.wrong?.(field.value)
      if (wrong === undefined) return end({ kind: 'text', text: field.value })
      fault.textContent = wrong
      fault.hidden = false
      field.setAttribute('aria-invalid', 'true')
      field.setAttribute('aria-describedby', fault.id)
      field.focus()
    })
    cancel.addEventListener('click', () => end({ kind: 'nothing' }))
    remove[0]?.addEventListener('click', () => end({ kind: 'remove' }))
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(reply)
    })
    dialog.showModal()
    field.select()
  })
}
