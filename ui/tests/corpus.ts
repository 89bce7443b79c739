/** The texts that the editor is tried with: the sample's, the specifications' examples, and real ones where they are named. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './root'

const SAMPLE = join(ROOT, 'app', 'sample')
const EXAMPLES = join(ROOT, 'tests', 'guides', 'formats', 'spec_examples.json')

/** A JSON list of texts; without one, the sample and the examples are all there is. */
const NAMED = process.env['BONSENS_EDITOR_TEXTS']

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value && typeof value === 'object' ? Object.values(value).flatMap(strings) : []
}

const parsed = (path: string) => strings(JSON.parse(readFileSync(path, 'utf8')))

/** What people write. */
export const written = [...markdownIn(SAMPLE), ...(NAMED ? parsed(NAMED) : [])]
/** What shows the corners of Markdown. */
export const corners = parsed(EXAMPLES)
