/** The keys of the editor, and what becomes of `- `, `1. `, `## ` and `> ` at the beginning of a line. */
import { baseKeymap, chainCommands, exitCode, toggleMark } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import { inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules'
import { keymap } from 'prosemirror-keymap'
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list'
import type { Command, Plugin } from 'prosemirror-state'

import { schema } from '../schema'
import { mark, TOOLS } from './commands'

const item = schema.nodes['list_item']!

const lineBreak: Command = (state, dispatch) => {
  if (state.selection.$from.parent.type.name === 'heading') return false
  dispatch?.(state.tr.replaceSelectionWith(schema.nodes['hard_break']!.create()).scrollIntoView())
  return true
}

function atItemStart(command: Command): Command {
  return (state, dispatch, view) => {
    const { $from, empty } = state.selection
    return empty && $from.parentOffset === 0 && $from.node(-1)?.type === item && command(state, dispatch, view)
  }
}

/** Keys that the opener of an editor answers: they ask something first. */
export interface Asking {
  readonly link: () => void
  readonly toolbar: () => void
}

const asks = (deed: () => void): Command => () => {
  deed()
  return true
}

export function keys(asking: Asking): Plugin[] {
  return [
    inputRules({
      rules: [
        wrappingInputRule(/^\s*>\s$/, schema.nodes['blockquote']!),
        wrappingInputRule(/^\s*[-*•]\s$/, schema.nodes['bullet_list']!, { tight: true }),
        wrappingInputRule(
          /^(\d{1,9})[.)]\s$/,
          schema.nodes['ordered_list']!,
          (found) => ({ order: Number(found[1]), tight: true }),
          (found, list) => list.childCount + Number(list.attrs['order']) === Number(found[1]),
        ),
        textblockTypeInputRule(/^(#{2,3})\s$/, schema.nodes['heading']!, (found) => ({ level: found[1]!.length })),
      ],
    }),
    keymap({
      'Mod-b': toggleMark(mark('strong')),
      'Mod-i': toggleMark(mark('em')),
      'Mod-k': asks(asking.link),
      'Alt-F10': asks(asking.toolbar),
      'Mod-Alt-0': TOOLS.paragraph.command,
      'Mod-Alt-2': TOOLS.heading2.command,
      'Mod-Alt-3': TOOLS.heading3.command,
      'Mod-Shift-8': TOOLS.bullets.command,
      'Mod-Shift-7': TOOLS.numbers.command,
      'Mod-Shift-9': TOOLS.quote.command,
      'Mod-z': undo,
      'Mod-y': redo,
      'Mod-Shift-z': redo,
      Enter: splitListItem(item),
      'Shift-Enter': chainCommands(exitCode, lineBreak),
      'Mod-[': liftListItem(item),
      'Mod-]': sinkListItem(item),
      // Tab leaves the field, as everywhere on a page, but where people know it to move an item: at its beginning.
      Tab: atItemStart(sinkListItem(item)),
      'Shift-Tab': atItemStart(liftListItem(item)),
    }),
    keymap(baseKeymap),
  ]
}
