/** Leaves an empty line below a last block that nobody can write in; it is no part of the text. */
import type { Node } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'

import { schema } from '../schema'

const paragraph = () => schema.node('paragraph')

function needsRoom({ lastChild }: Node): boolean {
  return !lastChild?.isTextblock || lastChild.type.spec.code === true
}

export function withRoomBelow(document: Node): Node {
  return needsRoom(document) ? document.copy(document.content.addToEnd(paragraph())) : document
}

export const roomBelow = new Plugin({
  appendTransaction: (transactions, _before, { doc, tr }) =>
    transactions.some((transaction) => transaction.docChanged) && needsRoom(doc) ? tr.insert(doc.content.size, paragraph()) : null,
})
