/** Ten kinds of edits that people make, chosen by a seed. */
import { Fragment, Slice, type Mark, type Node } from 'prosemirror-model'

import { schema } from '../src/editor/schema'

export type Random = () => number
export type Edit = (document: Node, random: Random) => Node | undefined

/** mulberry32, Tommy Ettinger (public domain). */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

interface Word {
  readonly from: number
  readonly to: number
  readonly marks: readonly Mark[]
}

function wordsIn(document: Node): Word[] {
  const words: Word[] = []
  document.descendants((node, place) => {
    if (!node.isText || node.marks.some((mark) => mark.type === schema.marks.code)) return
    for (const found of node.text!.matchAll(/[\p{L}\p{N}]+/gu)) {
      words.push({ from: place + found.index, to: place + found.index + found[0].length, marks: node.marks })
    }
  })
  const isAddress = (word: Word) => word.marks.some((mark) => document.textBetween(...around(document, word)).includes(String(mark.attrs['href'])))
  return words.filter((word) => !document.resolve(word.from).parent.type.spec.code && !isAddress(word))
}

/** Return where the text node begins and ends that a word is in. */
function around(document: Node, word: Word): [number, number] {
  const place = document.resolve(word.from)
  const from = word.from - place.textOffset
  return [from, from + (place.nodeAfter?.nodeSize ?? 0) + place.textOffset]
}

const chosen = <Item>(items: readonly Item[], random: Random): Item | undefined => items[Math.floor(random() * items.length)]

function withWord(change: (document: Node, word: Word) => Node): Edit {
  return (document, random) => {
    const word = chosen(wordsIn(document), random)
    return word && change(document, word)
  }
}

const replaced = (document: Node, from: number, to: number, content: Fragment): Node =>
  document.replace(from, to, new Slice(content, 0, 0))

function blocksOf(document: Node): Node[] {
  return Array.from({ length: document.childCount }, (_, number) => document.child(number))
}

const made = (blocks: readonly Node[]) => schema.node('doc', null, blocks.length ? blocks : [schema.node('paragraph')])
const text = (words: string, marks: readonly Mark[] = []) => schema.text(words, marks)
const paragraph = (words: string) => schema.node('paragraph', null, text(words))

function withBlocks(change: (blocks: Node[], place: number, random: Random) => Node[]): Edit {
  return (document, random) => {
    const blocks = blocksOf(document)
    return made(change(blocks, Math.floor(random() * blocks.length), random))
  }
}

export const EDITS: Record<string, Edit> = {
  'insert a word': withWord((document, word) =>
    replaced(document, word.to, word.to, Fragment.from(text(' ajouté', word.marks))),
  ),
  'replace a word': withWord((document, word) =>
    replaced(document, word.from, word.to, Fragment.from(text('autrement', word.marks))),
  ),
  'delete a word': withWord((document, word) => replaced(document, word.from, word.to, Fragment.empty)),
  'make a word bold': withWord((document, word) => {
    const inside = document.textBetween(word.from, word.to)
    const marks = schema.marks.strong!.create().addToSet(word.marks)
    return replaced(document, word.from, word.to, Fragment.from(text(inside, marks)))
  }),
  'link a word': withWord((document, word) => {
    const inside = document.textBetween(word.from, word.to)
    const marks = schema.marks.link!.create({ href: 'https://exemple.fr/a_(b)' }).addToSet(word.marks)
    return replaced(document, word.from, word.to, Fragment.from(text(inside, marks)))
  }),
  'delete a block': withBlocks((blocks, place) => blocks.filter((_, number) => number !== place)),
  'move a block': withBlocks((blocks, place, random) => {
    const rest = blocks.filter((_, number) => number !== place)
    const to = Math.floor(random() * (rest.length + 1))
    return [...rest.slice(0, to), blocks[place]!, ...rest.slice(to)]
  }),
  'add a paragraph': withBlocks((blocks, place) => [
    ...blocks.slice(0, place),
    paragraph('1. Un * nouveau_texte_ + [ici] # et <là>'),
    ...blocks.slice(place),
  ]),
  'add a list': withBlocks((blocks, place) => [
    ...blocks.slice(0, place),
    schema.node('bullet_list', { tight: true }, [
      schema.node('list_item', null, paragraph('un')),
      schema.node('list_item', null, paragraph('deux')),
    ]),
    ...blocks.slice(place),
  ]),
  'split a paragraph': withBlocks((blocks, place) => {
    const block = blocks[place]!
    const middle = block.type === schema.nodes.paragraph ? Math.floor(block.content.size / 2) : 0
    if (!middle || /^\s|\s$/.test(block.textBetween(middle - 1, middle + 1))) return blocks
    return [...blocks.slice(0, place), block.cut(0, middle), block.cut(middle), ...blocks.slice(place + 1)]
  }),
}
