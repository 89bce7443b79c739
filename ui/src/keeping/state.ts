/** What is known of a text that somebody writes: what it says now, what the server has of it, what stands in the way. */

/** What somebody wrote. */
export interface Wording {
  readonly title: string
  readonly text: string
  readonly summary: string
}

/** Where the server keeps it: beside a page, in a draft of its own, or nowhere yet. */
export type Home =
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'draft'; readonly draft: number; readonly page: number | null }
  | { readonly kind: 'new'; readonly campaign: string; readonly theme: string | null; readonly pageKind: string }

/** What a request does: keep a draft, save a revision of a page, or make a draft a revision or a page. */
export type Deed = 'keep' | 'save' | 'submit'

/** A request that is under way, or that waits to be sent once more: the same letters under the same key. */
export interface Sending {
  readonly key: string
  readonly deed: Deed
  readonly home: Home
  readonly version: number
  readonly wording: Wording
  readonly base: number | null
  readonly tag: string | null
}

/** What a person must decide where two wordings contradict each other; as the server tells it. */
export interface Conflict {
  readonly draft_id: number
  readonly base_revision: number
  readonly head_revision: number
  readonly head_number: number
  readonly hunks: readonly Hunk[]
  readonly merged_title: string | null
  readonly merged_parts: readonly (string | null)[]
}

export interface Hunk {
  readonly part: 'title' | 'text'
  readonly base: string
  readonly ours: string
  readonly theirs: string
  /** Each as it reads, marked against the base by the server; null where the places are long. */
  readonly ours_html?: string | null
  readonly theirs_html?: string | null
}

/** What stands in the way; the text is kept whichever it is. */
export type Trouble =
  | { readonly kind: 'offline' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'conflict'; readonly conflict: Conflict }
  | { readonly kind: 'closed'; readonly closes_at: string | null }
  | { readonly kind: 'refused'; readonly detail: string; readonly request: string | null }

/** What goes to the shelf of this browser, and comes back from it when the tab was killed. */
export interface Record {
  readonly home: Home
  readonly base: number | null
  readonly tag: string | null
  readonly newest: Wording
  readonly version: number
  readonly changedAt: string
  /** The version that the server has. */
  readonly acknowledged: number
  readonly sending: Sending | null
  /** Whether the author has pressed “save” and it is not done yet. */
  readonly wanted: boolean
}

export interface State extends Record {
  /** When the server had a text of this one last. */
  readonly keptAt: string | null
  readonly trouble: Trouble | null
  /** Whether a request is out; one that failed waits in `sending`, and is not. */
  readonly isOut: boolean
  readonly tries: number
  /** What the text has become, once it is a revision. */
  readonly done: Done | null
}

export interface Done {
  readonly revision: number
  readonly page: number
  readonly slug: string | null
  /** Whether others saved meanwhile and both texts were merged. */
  readonly merged: boolean
  readonly isChanged: boolean
  /** What others wrote meanwhile: where it stands in the text, and who they are. */
  readonly meanwhile?: { readonly places: readonly { start: number; end: number }[]; readonly names: readonly string[] }
}

/** A text as it is when somebody begins. */
export function begun(home: Home, base: number | null, wording: Wording, kept?: { tag: string; at: string }): State {
  return {
    home,
    base,
    tag: kept?.tag ?? null,
    newest: wording,
    version: 0,
    changedAt: '',
    acknowledged: 0,
    sending: null,
    wanted: false,
    keptAt: kept?.at ?? null,
    trouble: null,
    isOut: false,
    tries: 0,
    done: null,
  }
}

/** A text as it comes back from the shelf: what was under way is sent once more. */
export function resumed(record: Record): State {
  return { ...record, keptAt: null, trouble: null, isOut: false, tries: 0, done: null }
}

export function isKept({ version, acknowledged }: Record): boolean {
  return acknowledged === version
}

export function recordOf(state: State): Record {
  const { home, base, tag, newest, version, changedAt, acknowledged, sending, wanted } = state
  return { home, base, tag, newest, version, changedAt, acknowledged, sending, wanted }
}
