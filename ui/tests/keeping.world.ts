/** A browser and a server that lose what can be lost, for a text to be written between them. */
import type { Event, Failure, Task } from '../src/keeping/events'
import { after, type Step } from '../src/keeping/machine'
import { begun, resumed, type Done, type Record, type Sending, type State, type Wording } from '../src/keeping/state'
import type { Random } from './edits'

export type Machine = typeof after

interface Draft {
  wording: Wording
  version: number
  base: number | null
}

type Answer = { readonly event: Event } | { readonly failure: Failure }

const PAGE = 7
const tagOf = (draft: number, version: number) => `${draft}-${version}`

/** The server, as far as a text meets it. Draft 0 is the one beside the page. */
export class Server {
  readonly drafts = new Map<number, Draft>()
  readonly revisions: Wording[] = []
  readonly answers = new Map<string, Answer>()
  isOpen = true
  isSignedIn = true
  isBusy = false
  isContested = false
  private next = 1

  has(wording: Wording): boolean {
    return [...[...this.drafts.values()].map((draft) => draft.wording), ...this.revisions].some((one) => one.text === wording.text)
  }

  take(sending: Sending): Answer {
    if (!this.isSignedIn) return { failure: { kind: 'signed-out' } }
    if (this.isBusy) return { failure: { kind: 'busy', seconds: 1 } }
    const known = this.answers.get(sending.key)
    if (known) return known
    const answer = this.done(sending)
    if ('event' in answer) this.answers.set(sending.key, answer)
    return answer
  }

  private done(sending: Sending): Answer {
    if (sending.deed === 'keep') return this.keep(sending)
    const id = sending.home.kind === 'draft' ? sending.home.draft : undefined
    const draft = id === undefined ? undefined : this.drafts.get(id)
    if (id !== undefined && !draft) return { failure: { kind: 'stale' } }
    if (!this.isOpen || this.isContested) return this.refused(sending, id)
    this.revisions.push(draft?.wording ?? sending.wording)
    this.drafts.delete(id ?? 0)
    const done: Done = { revision: this.revisions.length, page: PAGE, slug: null, merged: false, isChanged: true }
    return { event: { kind: 'saved', key: sending.key, done, at: '' } }
  }

  private keep({ home, key, tag, wording, base }: Sending): Answer {
    const id = home.kind === 'draft' ? home.draft : home.kind === 'new' ? this.next++ : 0
    const draft = this.drafts.get(id)
    if (home.kind === 'draft' && !draft) return { failure: { kind: 'stale' } }
    if (draft && tag !== tagOf(id, draft.version)) return { failure: { kind: 'stale' } }
    const version = (draft?.version ?? 0) + 1
    this.drafts.set(id, { wording, version, base })
    return { event: { kind: 'kept', key, draft: id, tag: tagOf(id, version), at: '' } }
  }

  private refused({ wording, base }: Sending, known: number | undefined): Answer {
    const id = known ?? this.next++
    const draft = this.drafts.get(id) ?? { wording, version: 1, base }
    this.drafts.set(id, draft)
    const tag = tagOf(id, draft.version)
    if (!this.isOpen) return { failure: { kind: 'closed', closes_at: null, draft: id, tag } }
    const conflict = { draft_id: id, base_revision: 1, head_revision: 2, head_number: 2, hunks: [], merged_title: '', merged_parts: [] }
    return { failure: { kind: 'conflict', conflict, tag } }
  }

  /** Another window of the same person keeps its text in the same draft. */
  meddle(): void {
    const draft = this.drafts.get(0)
    if (draft) draft.version++
  }

  tagOf(home: State['home']): string | null {
    const id = home.kind === 'draft' ? home.draft : 0
    const draft = this.drafts.get(id)
    return draft ? tagOf(id, draft.version) : null
  }

  drop(tag: string): void {
    const draft = this.drafts.get(0)
    if (draft && tagOf(0, draft.version) === tag) this.drafts.delete(0)
  }
}

/** One writer, whose browser can be cut off and killed. */
export class World {
  readonly server = new Server()
  state: State
  shelf: Record | undefined
  isOnline = true
  private readonly out: Sending[] = []
  private lost: Sending | undefined
  private words = 0
  private number = 0

  constructor(private readonly machine: Machine, isNew: boolean) {
    const home = isNew ? ({ kind: 'new', campaign: 'guide', theme: 't', pageKind: 'tip' } as const) : ({ kind: 'page', page: PAGE } as const)
    this.state = begun(home, isNew ? null : 1, { title: '', text: '', summary: '' })
    this.server.revisions.push(this.state.newest)
  }

  happen(event: Event): void {
    this.enter(this.machine(this.state, event, () => `key-${++this.number}`))
  }

  type(): void {
    this.happen({ kind: 'changed', wording: { ...this.state.newest, text: `text ${++this.words}` }, at: '' })
  }

  /** Let the oldest request arrive, or get lost before or behind the server. */
  arrive(random: Random): void {
    const sending = this.out.shift()
    if (!sending) return
    const isLost = !this.isOnline || random() < 0.2
    const answer = !isLost || random() < 0.5 ? this.server.take(sending) : undefined
    if (isLost || !answer) this.happen({ kind: 'failed', key: sending.key, failure: { kind: 'network' } })
    else if ('event' in answer) this.happen(answer.event)
    else this.happen({ kind: 'failed', key: sending.key, failure: answer.failure })
  }

  /** The tab is killed and the page opened anew. */
  kill(): void {
    this.out.length = 0
    this.lost = undefined
    if (this.shelf) this.state = resumed(this.shelf)
    else this.state = { ...this.state, sending: null, isOut: false, trouble: null, wanted: false, tag: this.server.tagOf(this.state.home) }
  }

  /** Do what a person would, once nothing is in the way any more. */
  heal(random: Random): void {
    Object.assign(this.server, { isOpen: true, isSignedIn: true, isBusy: false, isContested: false })
    this.isOnline = true
    for (let round = 0; round < 200 && !(this.server.has(this.state.newest) && !this.state.isOut); round++) {
      this.decide()
      this.happen({ kind: 'signed-in' })
      this.happen({ kind: 'retried' })
      this.arrive(random)
    }
  }

  decide(): void {
    const { trouble, home, newest } = this.state
    if (trouble?.kind === 'conflict') this.happen({ kind: 'decided', wording: { ...newest, text: `text ${++this.words}` }, at: '' })
    if (trouble?.kind !== 'stale') return
    const isGone = home.kind === 'draft' && !this.server.drafts.has(home.draft)
    const to = isGone ? ({ kind: 'page', page: PAGE } as const) : home
    this.happen({ kind: 'mine', home: to, tag: this.server.tagOf(to) })
  }

  /** The law: what was written last is on the shelf, or the server has it. */
  get isSafe(): boolean {
    const { newest } = this.state
    return this.shelf?.newest.text === newest.text || this.server.has(newest)
  }

  private enter({ state, tasks }: Step): void {
    this.state = state
    for (const task of tasks) this.do(task)
  }

  private do(task: Task): void {
    if (task.kind === 'store') this.shelf = structuredClone(task.record)
    if (task.kind === 'forget') this.shelf = undefined
    if (task.kind === 'drop') this.server.drop(task.tag)
    if (task.kind !== 'send') return
    if (this.out.length) throw new Error('Two requests of one text are out at once.')
    // A request that may have taken effect is sent again as it was.
    if (this.lost && JSON.stringify(this.lost) !== JSON.stringify(task.sending)) throw new Error('A lost request was not sent again.')
    this.lost = undefined
    this.out.push(task.sending)
  }

  /** Remember what is lost, for the law above. */
  lose(): void {
    const [sending] = this.out
    if (!sending) return
    this.out.length = 0
    this.lost = sending
    this.happen({ kind: 'failed', key: sending.key, failure: { kind: 'network' } })
  }
}
