/** What a text is made of while somebody edits it. */
import { type MarkSpec, type NodeSpec, Schema } from 'prosemirror-model'
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

/** A picture is never fetched: it is shown by its words, as readers see it. */
const image: NodeSpec = {
  ...common.spec.nodes.get('image')!,
  parseDOM: [
    {
      tag: 'span[data-image]',
      getAttrs: (element) => ({
        src: element.getAttribute('data-image'),
        alt: element.textContent || null,
        title: element.getAttribute('data-title'),
      }),
    },
  ],
  toDOM: ({ attrs: { src, alt, title } }) => {
    const address = { class: 'image', 'data-image': String(src) }
    return ['span', title === null ? address : { ...address, 'data-title': String(title) }, String(alt ?? '')]
  },
}

/** A link leads nowhere while somebody edits it; its address is kept whatever it is. */
const link: MarkSpec = {
  ...common.spec.marks.get('link')!,
  parseDOM: [
    {
      tag: 'a[data-to]',
      getAttrs: (element) => ({ href: element.getAttribute('data-to'), title: element.getAttribute('title') }),
    },
    { tag: 'a[href]', getAttrs: (element) => ({ href: element.getAttribute('href'), title: element.getAttribute('title') }) },
  ],
  toDOM: ({ attrs: { href, title } }) => {
    const address = { class: 'link', 'data-to': String(href) }
    return ['a', title === null ? address : { ...address, title: String(title) }]
  },
}

/**
 * CommonMark's blocks and marks, with strikethrough, footnotes, and blocks that are kept in their letters: tables, texts
 * of footnotes and the head of metadata.
 */
export const schema = new Schema({
  nodes: common.spec.nodes.update('image', image).addToEnd('kept', inItsLetters('kept')).addToEnd('head', inItsLetters('head')).addToEnd('note', {
    group: 'inline',
    inline: true,
    atom: true,
    attrs: { label: {} },
    toDOM: (node) => ['sup', { class: 'note' }, String(node.attrs['label'])],
    parseDOM: [{ tag: 'sup.note', getAttrs: (element) => ({ label: element.textContent }) }],
  }),
  // The first stands outermost where it can: a link around bold words can be written whatever stands beside it.
  marks: common.spec.marks.remove('link').addToStart('link', link).addToEnd('strike', {
    toDOM: () => ['s', 0],
    parseDOM: [{ tag: 's' }, { tag: 'del' }],
  }),
})
