/** Sends what the machine wants sent, and says in its words what became of it. */
import { api, takeTagged, type Schemas } from '../api/client'
import { Refused, Unreached } from '../api/problem'
import type { Event, Failure } from './events'
import type { Conflict, Done, Sending } from './state'

/** What a browser sends on its own once a page is gone: no more than this in all. */
const MOST_AFTER_THE_END = 60_000

export async function send(sending: Sending): Promise<Event> {
  const { key } = sending
  try {
    return sending.deed === 'keep' ? await keep(sending) : await save(sending)
  } catch (error) {
    return { kind: 'failed', key, failure: await failureOf(error, sending) }
  }
}

/** The tag of what is replaced; none where there was nothing, and then the server says so if there is something now. */
function header({ key, tag }: Sending): { 'Idempotency-Key': string; 'If-Match': string } {
  return { 'Idempotency-Key': key, ...(tag !== null && { 'If-Match': tag }) } as { 'Idempotency-Key': string; 'If-Match': string }
}

function outlives({ wording }: Sending): { keepalive: boolean } {
  return { keepalive: wording.text.length * 3 + wording.title.length * 3 < MOST_AFTER_THE_END }
}

async function keep(sending: Sending): Promise<Event> {
  const { home, base, wording, key } = sending
  const options = outlives(sending)
  const call =
    home.kind === 'page'
      ? api.PUT('/v1/pages/{page_id}/draft', { params: { path: { page_id: home.page }, header: header(sending) }, body: { base_revision: base, ...wording }, ...options })
      : home.kind === 'draft'
        ? api.PUT('/v1/drafts/{draft_id}', {
            params: { path: { draft_id: home.draft }, header: header(sending) },
            body: { base_revision: home.page === null ? null : base, ...wording },
            ...options,
          })
        : api.POST('/v1/campaigns/{campaign}/drafts', {
            params: { path: { campaign: home.campaign }, header: header({ ...sending, tag: null }) },
            body: { kind: home.pageKind as Schemas['Kind'], theme: home.theme, ...wording },
            ...options,
          })
  const { data } = await takeTagged<Schemas['DraftOut']>(call as never)
  return { kind: 'kept', key, draft: data.id, tag: data.etag, at: data.updated_at }
}

async function save(sending: Sending): Promise<Event> {
  const { home, base, wording, key } = sending
  const once = header({ ...sending, tag: null })
  const call =
    home.kind === 'page'
      ? api.POST('/v1/pages/{page_id}/revisions', {
          params: { path: { page_id: home.page }, header: once },
          body: { base_revision: base!, ...wording },
        })
      : api.POST('/v1/drafts/{draft_id}/submit', {
          params: { path: { draft_id: home.kind === 'draft' ? home.draft : 0 }, header: once },
          body: { base_revision: home.kind === 'draft' && home.page !== null ? base : null, summary: wording.summary },
        })
  const { data } = await takeTagged<Schemas['EditOut'] | Schemas['CreatedPageOut']>(call as never)
  return { kind: 'saved', key, done: doneOf(data, home.kind === 'new' ? null : home.page), at: data.revision.created_at }
}

function doneOf(data: Schemas['EditOut'] | Schemas['CreatedPageOut'], page: number | null): Done {
  const revision = data.revision.id
  if ('outcome' in data) {
    const names = [...new Set(data.came_in_from.map(({ author }) => author.name))]
    const meanwhile = { places: data.came_in, names }
    return { revision, page: page!, slug: null, merged: data.merged, isChanged: data.outcome === 'saved', meanwhile }
  }
  return { revision, page: data.id, slug: data.slug, merged: false, isChanged: true }
}

async function failureOf(error: unknown, { home }: Sending): Promise<Failure> {
  if (error instanceof Unreached) return { kind: 'network' }
  if (!(error instanceof Refused)) throw error
  const { kind, status, detail, problem, requestId, retryAfter } = error
  if (status === 401) return { kind: 'signed-out' }
  if (status === 429 || status >= 500) return { kind: 'busy', seconds: retryAfter ?? 5 }
  if (kind === 'edit-conflict') return withTag(problem as unknown as Conflict)
  if (kind === 'window-closed') return closed(problem)
  const isGone = status === 404 && home.kind === 'draft'
  if (isGone || status === 412 || status === 428 || kind === 'draft-stale') return { kind: 'stale' }
  return { kind: 'refused', detail, request: requestId }
}

async function withTag(conflict: Conflict): Promise<Failure> {
  const tag = await tagOf(conflict.draft_id)
  return tag === null ? { kind: 'network' } : { kind: 'conflict', conflict, tag }
}

async function closed(problem: Readonly<Record<string, unknown>>): Promise<Failure> {
  const draft = (problem['draft_id'] as number | null | undefined) ?? null
  const tag = draft === null ? null : await tagOf(draft)
  if (draft !== null && tag === null) return { kind: 'network' }
  return { kind: 'closed', closes_at: (problem['closes_at'] as string | null | undefined) ?? null, draft, tag }
}

/** Return the tag of a draft, for the next change of it; null where the server cannot be asked just now. */
async function tagOf(draft: number): Promise<string | null> {
  try {
    const { data } = await takeTagged(api.GET('/v1/drafts/{draft_id}', { params: { path: { draft_id: draft } } }))
    return data.etag
  } catch {
    return null
  }
}

/** Throw away what was kept beside a page, unless it has changed since. */
export async function drop(page: number, tag: string): Promise<void> {
  try {
    const { data } = await takeTagged(api.GET('/v1/pages/{page_id}/draft', { params: { path: { page_id: page } } }))
    if (data.etag === tag) await throwAway(data.id, tag)
  } catch {
    // It stays among the author's drafts then, which costs nobody a word.
  }
}

export async function throwAway(draft: number, tag: string): Promise<void> {
  await takeTagged(api.DELETE('/v1/drafts/{draft_id}', { params: { path: { draft_id: draft }, header: { 'If-Match': tag } } }) as never)
}
