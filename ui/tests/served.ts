/** What the server reads in each text, as Python says. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './root'

export interface Served {
  /** What people wrote. */
  readonly written: readonly string[]
  readonly read: readonly { readonly text: string; readonly html: string }[]
}

export function served(): Served {
  const python = join(ROOT, '.venv', 'bin', 'python')
  if (!existsSync(python)) throw new Error('The server is asked what it reads in a text: run `make setup` first.')
  const told = execFileSync(python, ['-m', 'tests.web_clients.texts'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 })
  return JSON.parse(told) as Served
}
