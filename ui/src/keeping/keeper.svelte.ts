/** Runs the machine in a browser: timers, the shelf, requests, and what the browser tells of itself. */
import type { Event, Task } from './events'
import { after } from './machine'
import { drop, send, throwAway } from './sending'
import type { Shelf } from './shelf'
import { begun, isKept, type State } from './state'

const REST_MS = 1500

export class Keeper {
  private now: State
  private resting: ReturnType<typeof setTimeout> | undefined
  private retrying: ReturnType<typeof setTimeout> | undefined
  private isShelved = $state(true)
  private shelving: Promise<void> = Promise.resolve()
  private readonly stop = new AbortController()

  constructor(state: State, private readonly shelf: Shelf) {
    this.now = $state.raw(state)
    const { signal } = this.stop
    addEventListener('online', () => this.tell({ kind: 'online' }), { signal })
    addEventListener('pagehide', () => this.rest(), { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && this.rest(), { signal })
    addEventListener('beforeunload', (event) => this.isAtRisk && event.preventDefault(), { signal })
    // What a killed tab left goes on its way.
    if (state.sending || !isKept(state)) this.do({ kind: 'rest' })
  }

  get state(): State {
    return this.now
  }

  /** Whether this browser could not keep the text itself: then the server is all there is. */
  get cannotShelve(): boolean {
    return !this.isShelved
  }

  tell(event: Event): void {
    const { state, tasks } = after(this.now, event, () => crypto.randomUUID())
    this.now = state
    for (const task of tasks) this.do(task)
  }

  /** Send now what waits for its author to rest. */
  rest(): void {
    clearTimeout(this.resting)
    this.tell({ kind: 'rested' })
  }

  /** Go on with what is under way; nothing is told of it any more. */
  close(): void {
    this.rest()
    this.stop.abort()
    clearTimeout(this.retrying)
    this.shelf.close()
  }

  /** Throw the text away, with what the server has of it; the author has said so. */
  async discard(): Promise<void> {
    clearTimeout(this.resting)
    const { home, tag } = this.now
    if (tag !== null) await (home.kind === 'draft' ? throwAway(home.draft, tag) : home.kind === 'page' && drop(home.page, tag))
    this.now = begun(home, this.now.base, this.now.newest)
    this.onShelf(() => this.shelf.forget())
  }

  private get isAtRisk(): boolean {
    return !isKept(this.now) && !this.isShelved
  }

  private do(task: Task): void {
    switch (task.kind) {
      case 'store':
        return this.onShelf(() => this.shelf.put(task.record))
      case 'forget':
        return this.onShelf(() => this.shelf.forget())
      case 'send':
        return void send(task.sending).then((event) => this.tell(event))
      case 'rest':
        clearTimeout(this.resting)
        this.resting = setTimeout(() => this.rest(), REST_MS)
        return
      case 'retry':
        clearTimeout(this.retrying)
        this.retrying = setTimeout(() => this.tell({ kind: 'retried' }), task.seconds * 1000)
        return
      case 'drop':
        return void drop(task.page, task.tag)
    }
  }

  /** One after the other: a text that is forgotten must not come back. */
  private onShelf(deed: () => Promise<void>): void {
    this.shelving = this.shelving.then(deed).then(
      () => void (this.isShelved = true),
      () => void (this.isShelved = false),
    )
  }
}
