/** Where the repository is, also for a copy of `ui/` that lies deeper in it. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function above(folder: string): string {
  if (existsSync(join(folder, 'pyproject.toml'))) return folder
  if (dirname(folder) === folder) throw new Error('The tests of the pages lie outside of their repository.')
  return above(dirname(folder))
}

export const ROOT = above(dirname(fileURLToPath(import.meta.url)))
