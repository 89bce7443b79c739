/** The shelf of this browser (IndexedDB): what somebody wrote and the server has not said that it has. */
import type { Record } from './state'

const DATABASE = 'bonsens'
const TEXTS = 'texts'

/** Whose text it is and where it belongs; each window has a place of its own on the shelf. */
export interface Spot {
  readonly user: string
  /** Such as `page:7`. */
  readonly about: string
}

export interface Found {
  readonly key: string
  readonly record: Record
}

export class Shelf {
  private readonly opened: Promise<IDBDatabase>
  private readonly release: () => void
  readonly key: string

  constructor(private readonly spot: Spot, window: string = crypto.randomUUID()) {
    this.key = `${prefixOf(spot)}${window}`
    this.opened = open()
    this.release = hold(this.key)
  }

  /** Put a text there; what is put later replaces it. */
  async put(record: Record): Promise<void> {
    await done((await this.texts('readwrite')).put(record, this.key))
  }

  async forget(key: string = this.key): Promise<void> {
    await done((await this.texts('readwrite')).delete(key))
  }

  /** Return the texts of windows that are no more, the latest first. */
  async left(): Promise<Found[]> {
    const prefix = prefixOf(this.spot)
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
    const texts = await this.texts('readonly')
    const [keys, records] = await Promise.all([done(texts.getAllKeys(range)), done(texts.getAll(range) as IDBRequest<Record[]>)])
    const found = keys.map((key, number) => ({ key: String(key), record: records[number]! }))
    const held = await heldKeys()
    return found
      .filter(({ key }) => key !== this.key && !held.has(key))
      .sort((one, other) => other.record.changedAt.localeCompare(one.record.changedAt))
  }

  close(): void {
    this.release()
  }

  private async texts(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    return (await this.opened).transaction(TEXTS, mode, { durability: 'strict' }).objectStore(TEXTS)
  }
}

function prefixOf({ user, about }: Spot): string {
  return `${JSON.stringify([user, about])}/`
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1)
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(TEXTS))
  return done(request)
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('The shelf of this browser does not answer.')))
  })
}

/** Hold a lock as long as this window lives, so that no other one takes its text for a left one. */
function hold(key: string): () => void {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  void navigator.locks?.request(key, () => held)
  return release
}

async function heldKeys(): Promise<Set<string>> {
  const { held } = (await navigator.locks?.query()) ?? {}
  return new Set(held?.map(({ name }) => name ?? ''))
}
