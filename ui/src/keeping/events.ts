/** What can happen to a text, and what is to be done then. */
import type { Conflict, Done, Home, Record, Sending, Wording } from './state'

/** Why a request did not do what it was to do. */
export type Failure =
  | { readonly kind: 'network' }
  | { readonly kind: 'busy'; readonly seconds: number }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'conflict'; readonly conflict: Conflict; readonly tag: string }
  | { readonly kind: 'closed'; readonly closes_at: string | null; readonly draft: number | null; readonly tag: string | null }
  | { readonly kind: 'refused'; readonly detail: string; readonly request: string | null }

export type Event =
  | { readonly kind: 'changed'; readonly wording: Wording; readonly at: string }
  /** The author has rested for a moment, or the page is about to go. */
  | { readonly kind: 'rested' }
  | { readonly kind: 'retried' }
  | { readonly kind: 'online' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'save' }
  | { readonly kind: 'kept'; readonly key: string; readonly draft: number; readonly tag: string; readonly at: string }
  | { readonly kind: 'saved'; readonly key: string; readonly done: Done; readonly at: string }
  | { readonly kind: 'failed'; readonly key: string; readonly failure: Failure }
  /** The author has decided at each place of a conflict. */
  | { readonly kind: 'decided'; readonly wording: Wording; readonly at: string }
  | { readonly kind: 'put-off' }
  /** Which of two windows' texts goes on; `tag` is that of the draft as it is. */
  | { readonly kind: 'mine'; readonly home: Home; readonly tag: string | null }
  | { readonly kind: 'theirs'; readonly tag: string; readonly wording: Wording; readonly base: number | null; readonly at: string }

export type Task =
  | { readonly kind: 'store'; readonly record: Record }
  /** Nothing is left that the server has not. */
  | { readonly kind: 'forget' }
  | { readonly kind: 'send'; readonly sending: Sending }
  | { readonly kind: 'rest' }
  | { readonly kind: 'retry'; readonly seconds: number }
  /** Throw away what was kept beside the page: a draft of its own has the text now. */
  | { readonly kind: 'drop'; readonly page: number; readonly tag: string }

/** Gives each request a key of its own. */
export type Keys = () => string
