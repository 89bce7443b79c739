import { describe, expect, test } from 'vitest'

import { after } from '../src/keeping/machine'
import { begun } from '../src/keeping/state'
import { seeded, type Random } from './edits'
import { World, type Machine } from './keeping.world'

const SEQUENCES = 1000
const LENGTH = 40

type Happening = (world: World, random: Random) => void

/** What can happen to somebody who writes; typing and answers more often than the rest. */
const HAPPENINGS: readonly Happening[] = [
  (world) => world.type(),
  (world) => world.type(),
  (world) => world.happen({ kind: 'rested' }),
  (world) => world.happen({ kind: 'rested' }),
  (world, random) => world.arrive(random),
  (world, random) => world.arrive(random),
  (world, random) => world.arrive(random),
  (world) => world.happen({ kind: 'retried' }),
  (world) => world.happen({ kind: 'save' }),
  (world) => world.lose(),
  (world) => void (world.isOnline = !world.isOnline),
  (world) => world.happen({ kind: 'online' }),
  (world) => void (world.server.isSignedIn = !world.server.isSignedIn),
  (world) => world.happen({ kind: 'signed-in' }),
  (world) => void (world.server.isOpen = !world.server.isOpen),
  (world) => void (world.server.isContested = !world.server.isContested),
  (world) => void (world.server.isBusy = !world.server.isBusy),
  (world) => world.server.meddle(),
  (world) => world.decide(),
  (world) => world.happen({ kind: 'put-off' }),
  (world) => world.kill(),
]

/** Return what goes wrong in a sequence of events; undefined where nothing does. */
function fault(machine: Machine, seed: number): string | undefined {
  const random = seeded(seed)
  const world = new World(machine, random() < 0.3)
  const told: string[] = []
  try {
    for (let step = 0; step < LENGTH; step++) {
      const number = Math.floor(random() * HAPPENINGS.length)
      told.push(String(HAPPENINGS[number]))
      HAPPENINGS[number]!(world, random)
      if (!world.isSafe) return `${world.state.newest.text} is nowhere after:\n${told.join('\n')}`
    }
    world.heal(random)
    if (!world.server.has(world.state.newest)) return `${world.state.newest.text} never gets to the server after:\n${told.join('\n')}`
  } catch (error) {
    return `${String(error)}\n${told.join('\n')}`
  }
  return undefined
}

function firstFault(machine: Machine): string | undefined {
  for (let seed = 0; seed < SEQUENCES; seed++) {
    const found = fault(machine, seed)
    if (found) return `Sequence ${seed}: ${found}`
  }
  return undefined
}

test('whatever happens, the newest text is on the shelf or with the server, and gets there in the end', () => {
  expect(firstFault(after)).toBeUndefined()
})

describe('the law is broken, and seen to be, by a machine that', () => {
  const DEFECTS: Record<string, Machine> = {
    'does not put on the shelf what is typed': (state, event, keys) => {
      const step = after(state, event, keys)
      return event.kind === 'changed' ? { ...step, tasks: step.tasks.filter(({ kind }) => kind !== 'store') } : step
    },
    'forgets a text once it is sent': (state, event, keys) => {
      const step = after(state, event, keys)
      return step.tasks.some(({ kind }) => kind === 'send') ? { ...step, tasks: [...step.tasks, { kind: 'forget' }] } : step
    },
    'takes a lost request for an acknowledged one': (state, event, keys) => {
      const step = after(state, event, keys)
      if (event.kind !== 'failed' || event.failure.kind !== 'network') return step
      return { state: { ...step.state, acknowledged: step.state.version, sending: null, trouble: null }, tasks: [{ kind: 'forget' }] }
    },
    'sends a lost request under another key': (state, event, keys) => {
      const step = after(state, event, keys)
      const tasks = step.tasks.map((task) => (task.kind === 'send' ? { ...task, sending: { ...task.sending, key: keys() } } : task))
      const sent = tasks.find((task) => task.kind === 'send')
      return { state: sent?.kind === 'send' ? { ...step.state, sending: sent.sending } : step.state, tasks }
    },
    'stops after an expired session': (state, event, keys) =>
      event.kind === 'signed-in' ? { state, tasks: [] } : after(state, event, keys),
  }
  test.each(Object.entries(DEFECTS))('%s', (_name, machine) => {
    expect(firstFault(machine)).toBeDefined()
  })
})

describe('a text', () => {
  const home = { kind: 'page', page: 7 } as const
  const wording = (text: string) => ({ title: 'T', text, summary: '' })
  const keys = () => 'key'

  test('is on the shelf with the very step in which it is typed', () => {
    const { tasks } = after(begun(home, 1, wording('a')), { kind: 'changed', wording: wording('b'), at: 'now' }, keys)
    expect(tasks.map(({ kind }) => kind)).toEqual(['store', 'rest'])
  })

  test('stands on its old base when its save was merged, and on the new one when it was not', () => {
    const typed = after(begun(home, 1, wording('a')), { kind: 'changed', wording: wording('b'), at: 'now' }, keys).state
    const sent = after(typed, { kind: 'save' }, keys).state
    const more = after(sent, { kind: 'changed', wording: wording('bc'), at: 'now' }, keys).state
    const done = { revision: 3, page: 7, slug: null, merged: true, isChanged: true }
    expect(after(more, { kind: 'saved', key: 'key', done, at: 'now' }, keys).state.base).toBe(1)
    expect(after(more, { kind: 'saved', key: 'key', done: { ...done, merged: false }, at: 'now' }, keys).state.base).toBe(3)
  })
})
