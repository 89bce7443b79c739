/** What a text is made of while somebody edits it. */
import { type NodeSpec, Schema } from 'prosemirror-model'
import { schema as common } from 'prosemirror-markdown'

function inItsLetters(name: string): NodeSpec {
  return {
    group: 'block',
    atom: true,
    attrs: { source: { default: '' } },
    toDOM: (node) => ['pre', { class: name }, String(node.attrs['source'])],
    parseDOM: [{ tag: `pre.${name}`, getAttrs: (element) => ({ source: element.textContent }) }],
  }
}

/**
 * CommonMark's blocks and marks, with strikethrough, footnotes, and blocks that are kept in their letters: tables, texts
 * of footnotes and the head of metadata.
 */
export const schema = new Schema({
  nodes: common.spec.nodes.addToEnd('kept', inItsLetters('kept')).addToEnd('head', inItsLetters('head')).addToEnd('note', {
    group: 'inline',
    inline: true,
    atom: true,
    attrs: { label: {} },
    toDOM: (node) => ['sup', { class: 'note' }, String(node.attrs['label'])],
    parseDOM: [{ tag: 'sup.note', getAttrs: (element) => ({ label: element.textContent }) }],
  }),
  // The first stands outermost where it can: a link around bold words can be written whatever stands beside it.
  marks: common.spec.marks.remove('link').addToStart('link', common.spec.marks.get('link')!).addToEnd('strike', {
    toDOM: () => ['s', 0],
    parseDOM: [{ tag: 's' }, { tag: 'del' }],
  }),
})
