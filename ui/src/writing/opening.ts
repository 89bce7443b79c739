/** Finds what somebody goes on with: the text of a page, their draft of it, or what this browser has kept. */
import { api, take, type Schemas } from '../api/client'
import { Shelf, type Found } from '../keeping/shelf'
import { begun, resumed, type Home, type State, type Wording } from '../keeping/state'

export type Draft = Schemas['DraftOut']
export type Page = Schemas['PageOut']

/** Why a text other than the page's is shown: its tab was killed, or it is the author's draft. */
export type Regained = { readonly kind: 'crash' | 'draft'; readonly at: string }

export interface Opened {
  readonly state: State
  readonly shelf: Shelf
  readonly page: Page | null
  readonly draft: Draft | null
  readonly found: Regained | null
  /** Other drafts of the same page, that wait for something. */
  readonly others: readonly Draft[]
}

const wordingOf = ({ title, text, summary }: Draft): Wording => ({ title, text, summary })

export async function findPage(campaign: string, slug: string): Promise<Page> {
  const query = { slug, state: 'latest' as const }
  const { items } = await take(api.GET('/v1/campaigns/{campaign}/pages', { params: { path: { campaign }, query } }))
  // Where there is none, the server words it, as for every page that is not there.
  return take(api.GET('/v1/pages/{page_id}', { params: { path: { page_id: items[0]?.id ?? 0 }, query: { state: 'latest' } } }))
}

async function ownDrafts(): Promise<Draft[]> {
  return (await take(api.GET('/v1/me/drafts', { params: { query: { limit: 100 } } }))).items
}

function openDraft(draft: number): Promise<Draft> {
  return take(api.GET('/v1/drafts/{draft_id}', { params: { path: { draft_id: draft } } }))
}

/** Open a page for writing; a draft that is named goes before the one that was kept by itself. */
export async function openPage(campaign: string, slug: string, named: number | null, user: string): Promise<Opened> {
  const [page, drafts, wanted] = await Promise.all([findPage(campaign, slug), ownDrafts(), named === null ? null : openDraft(named)])
  const own = drafts.filter(({ page_id }) => page_id === page.id)
  const draft = wanted ?? own.find(({ reason }) => reason === 'autosaved') ?? null
  const shelf = new Shelf({ user, about: `page:${page.id}` })
  const { title, text } = page.revision
  const home: Home = wanted ? { kind: 'draft', draft: wanted.id, page: page.id } : { kind: 'page', page: page.id }
  const fresh = draft
    ? begun(home, draft.base_revision, wordingOf(draft), { tag: draft.etag, at: draft.updated_at })
    : begun(home, page.revision.id, { title, text, summary: '' })
  const others = own.filter(({ id, reason }) => id !== draft?.id && (reason === 'conflict' || reason === 'late'))
  return { page, draft, others, shelf, ...(await leftOr(shelf, fresh, draft, named)) }
}

/** Begin a new tip, or go on with one that was begun. */
export async function openNew(campaign: string, theme: string | null, named: number | null, user: string): Promise<Opened> {
  const draft = named === null ? null : await openDraft(named)
  const shelf = new Shelf({ user, about: `new:${campaign}` })
  const empty = { title: '', text: '', summary: '' }
  const fresh = draft
    ? begun({ kind: 'draft', draft: draft.id, page: null }, null, wordingOf(draft), { tag: draft.etag, at: draft.updated_at })
    : begun({ kind: 'new', campaign, theme, pageKind: 'tip' }, null, empty)
  return { page: null, draft, others: [], shelf, ...(await leftOr(shelf, fresh, draft, named)) }
}

/** Return what a killed tab has left on the shelf, else what is given. */
async function leftOr(
  shelf: Shelf,
  fresh: State,
  draft: Draft | null,
  named: number | null,
): Promise<{ state: State; found: Regained | null }> {
  const all = await shelf.left().catch((): Found[] => [])
  const left = all.find(({ record: { home } }) => named === null || (home.kind === 'draft' && home.draft === named))
  if (!left) return { state: fresh, found: draft ? { kind: 'draft', at: draft.updated_at } : null }
  const state = resumed(left.record)
  // It stands under this window's name before the other one is taken away: at no moment is it nowhere.
  await shelf.put(left.record)
  await shelf.forget(left.key)
  return { state, found: { kind: 'crash', at: left.record.changedAt } }
}
