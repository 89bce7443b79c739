/**
 * Decides what becomes of a text, and does nothing itself.
 *
 * Whatever happens, in whatever order, the newest text is on the shelf of this browser or the server has said that it
 * has it; and a request that may have taken effect is sent again as it was, under the same key.
 */
import type { Event, Failure, Keys, Task } from './events'
import { isKept, recordOf, type Home, type Sending, type State, type Trouble } from './state'

export interface Step {
  readonly state: State
  readonly tasks: readonly Task[]
}

const LONGEST_WAIT = 30

/** Troubles in which nothing is sent until somebody has decided, or signed in. */
const WAITS_FOR_A_PERSON = new Set<Trouble['kind']>(['signed-out', 'stale', 'conflict', 'refused'])

export function after(state: State, event: Event, keys: Keys): Step {
  switch (event.kind) {
    case 'changed':
      return changed(state, event)
    case 'rested':
      return state.trouble?.kind === 'busy' || waitsForAPerson(state) ? same(state) : sent(state, keys)
    case 'retried':
    case 'online':
      return waitsForAPerson(state) ? same(state) : sent(state, keys)
    case 'signed-in':
      return state.trouble?.kind === 'signed-out' ? sent({ ...state, trouble: null }, keys) : same(state)
    case 'save':
      return wanted(state, keys)
    case 'kept':
      return state.sending?.key === event.key ? kept(state, event, keys) : same(state)
    case 'saved':
      return state.sending?.key === event.key ? saved(state, event) : same(state)
    case 'failed':
      return state.sending?.key === event.key ? failed(state, event.failure) : same(state)
    default:
      return decided(state, event, keys)
  }
}

function waitsForAPerson({ trouble }: State): boolean {
  return trouble !== null && WAITS_FOR_A_PERSON.has(trouble.kind)
}

const same = (state: State): Step => ({ state, tasks: [] })

function stored(state: State, ...tasks: Task[]): Step {
  return { state, tasks: [{ kind: 'store', record: recordOf(state) }, ...tasks] }
}

function changed(state: State, { wording, at }: Event & { kind: 'changed' }): Step {
  const { newest, trouble } = state
  if (wording.text === newest.text && wording.title === newest.title && wording.summary === newest.summary) return same(state)
  const next = { ...state, newest: wording, version: state.version + 1, changedAt: at, done: null }
  // What was refused may be taken now: it is another text.
  return stored(trouble?.kind === 'refused' ? { ...next, trouble: null } : next, { kind: 'rest' })
}

function wanted(state: State, keys: Keys): Step {
  const next = { ...state, wanted: true, done: null }
  const { trouble } = next
  if (trouble?.kind === 'signed-out' || trouble?.kind === 'stale') return stored(next)
  const sending = sent({ ...next, trouble: trouble?.kind === 'offline' ? trouble : null }, keys)
  return sending.tasks.length ? sending : stored(sending.state)
}

/** Send what is to be sent next: what failed before anything else. */
function sent(state: State, keys: Keys): Step {
  if (state.isOut) return same(state)
  const sending = state.sending ?? next(state, keys)
  if (!sending) return same(state)
  return stored({ ...state, sending, isOut: true }, { kind: 'send', sending })
}

function next(state: State, keys: Keys): Sending | null {
  const { home, version, newest, base, tag, wanted } = state
  const request = (deed: Sending['deed']): Sending => ({ key: keys(), deed, home, version, wording: newest, base, tag })
  if (wanted && home.kind === 'page') return request('save')
  if (!isKept(state) || (wanted && home.kind === 'new')) return request('keep')
  return wanted ? request('submit') : null
}

function kept(state: State, { draft, tag, at }: Event & { kind: 'kept' }, keys: Keys): Step {
  const { version, home } = state.sending!
  const moved: Home = home.kind === 'new' ? { kind: 'draft', draft, page: null } : home
  const told = { ...state, home: moved, acknowledged: version, tag, keptAt: at, sending: null, isOut: false, trouble: null, tries: 0 }
  if (told.wanted) return sent(told, keys)
  return isKept(told) ? { state: told, tasks: [{ kind: 'forget' }] } : stored(told, { kind: 'rest' })
}

function saved(state: State, { done, at }: Event & { kind: 'saved' }): Step {
  const { version } = state.sending!
  const isAll = version === state.version
  const told: State = {
    ...state,
    home: { kind: 'page', page: done.page },
    // The text here knows nothing of what others' texts brought in: whatever comes of it stands on the base that it was written on.
    base: done.merged ? state.base : done.revision,
    acknowledged: version,
    tag: null,
    keptAt: at,
    sending: null,
    isOut: false,
    wanted: false,
    trouble: null,
    tries: 0,
    done,
  }
  return isAll ? { state: told, tasks: [{ kind: 'forget' }] } : stored(told, { kind: 'rest' })
}

function failed(state: State, failure: Failure): Step {
  const waiting = { ...state, isOut: false }
  const given = { ...waiting, sending: null, wanted: false }
  const { version } = state.sending!
  switch (failure.kind) {
    case 'network':
    case 'busy': {
      const seconds = failure.kind === 'busy' ? failure.seconds : Math.min(LONGEST_WAIT, 2 ** (state.tries + 1))
      const trouble = { kind: failure.kind === 'busy' ? ('busy' as const) : ('offline' as const) }
      return stored({ ...waiting, trouble, tries: state.tries + 1 }, { kind: 'retry', seconds })
    }
    case 'signed-out':
      return stored({ ...waiting, trouble: { kind: 'signed-out' } })
    case 'stale':
      return stored({ ...waiting, sending: null, trouble: { kind: 'stale' } })
    case 'conflict':
      return moved(given, version, failure.conflict.draft_id, failure.tag, { kind: 'conflict', conflict: failure.conflict })
    case 'closed': {
      const trouble = { kind: 'closed' as const, closes_at: failure.closes_at }
      if (failure.draft === null || failure.tag === null) return stored({ ...given, trouble })
      return moved(given, version, failure.draft, failure.tag, trouble)
    }
    case 'refused':
      return stored({ ...given, trouble: { kind: 'refused', detail: failure.detail, request: failure.request } })
  }
}

/** The server has refused to save a text, and keeps it in a draft of its own: from now on that is its home. */
function moved(state: State, acknowledged: number, draft: number, tag: string, trouble: Trouble): Step {
  const { home } = state
  const page = home.kind === 'new' ? null : home.page
  const next: State = { ...state, home: { kind: 'draft', draft, page }, acknowledged, tag, trouble, tries: 0, keptAt: state.changedAt || state.keptAt }
  const dropped: Task[] = home.kind === 'page' && state.tag !== null ? [{ kind: 'drop', page: home.page, tag: state.tag }] : []
  return isKept(next) ? { state: next, tasks: [{ kind: 'forget' }, ...dropped] } : stored(next, ...dropped)
}

function decided(state: State, event: Event, keys: Keys): Step {
  const at = 'at' in event ? event.at : state.changedAt
  switch (event.kind) {
    case 'decided': {
      if (state.trouble?.kind !== 'conflict') return same(state)
      const base = state.trouble.conflict.head_revision
      const next = { ...state, newest: event.wording, version: state.version + 1, changedAt: at, base, trouble: null, wanted: true }
      return sent(next, keys)
    }
    case 'put-off':
      return state.trouble?.kind === 'conflict' ? same({ ...state, trouble: null }) : same(state)
    case 'mine':
      if (state.trouble?.kind !== 'stale') return same(state)
      // Its own version is sent even where the server had it once: another window's text stands there now.
      return sent({ ...state, home: event.home, tag: event.tag, trouble: null, version: state.version + 1 }, keys)
    case 'theirs': {
      if (state.trouble?.kind !== 'stale') return same(state)
      const version = state.version + 1
      const next: State = { ...state, newest: event.wording, base: event.base, version, acknowledged: version, tag: event.tag, keptAt: at, trouble: null, wanted: false }
      return { state: next, tasks: [{ kind: 'forget' }] }
    }
    default:
      return same(state)
  }
}
