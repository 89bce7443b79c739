/** Looks again at what somebody wrote in a block that is kept in its letters: it may be another block now, or several. */
import type { Node } from 'prosemirror-model'

import { canonical } from './canonical'
import { read, type Reading } from './reading'
import { schema } from './schema'
import { settled } from './settling'
import { Unwritable, write, type Written } from './writing'

/** Return the document with each such block as it is read by itself. */
export function replanted(document: Node): Node {
  const blocks = childrenOf(document).flatMap((node) => {
    if (!isKept(node)) return [node]
    const inside = childrenOf(read(String(node.attrs['source'])).document)
    return inside.length === 1 && inside[0]!.eq(node) ? [node] : inside
  })
  return schema.node('doc', null, blocks)
}

/** Return the text of a document, whatever was made of it: where nothing else will do, its blocks as they are written first. */
export function told(was: Reading, now: Node): Written {
  const document = replanted(now)
  try {
    return write(was, document)
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error
    const text = childrenOf(settled(document)).map((node) => canonical(node)).join('\n\n')
    return { text: `${text}\n`, kept: 'nothing' }
  }
}

function isKept(node: Node): boolean {
  return node.type === schema.nodes['kept'] || node.type === schema.nodes['head']
}

function childrenOf(node: Node): Node[] {
  return Array.from({ length: node.childCount }, (_, number) => node.child(number))
}
