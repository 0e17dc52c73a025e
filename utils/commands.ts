import { commandTexts } from './messages/commands'

export type CommandGroup = keyof typeof commandTexts.groups

/** Something that a page can be told to do. Palette, keys and the overview of shortcuts are all made of these. */
export interface Command {
  /** `room.command`, the same one each time. */
  id: string
  group: CommandGroup
  label: string
  /** Said more softly behind the label, and found by, too. */
  detail?: string
  icon?: string
  /** As `keyOf` names them; each of them does it. */
  keys?: readonly string[]
  /**
   * Where its keys mean it: on the `page` outside of text fields and dialogs (as when missing), only while nothing but
   * the list or the detail panel has the focus (`list`), or also in text fields (`everywhere`).
   */
  where?: 'page' | 'list' | 'everywhere'
  /** Is for keys only: the palette, which needs the focus for itself, does not offer it. */
  keysOnly?: boolean
  run: () => void
}

/** What the element with the focus leaves of the keys. */
export interface KeyPlace { isTyping: boolean, isOnList: boolean, isOnButton: boolean }

/** Buttons and links have their own use for these. */
const BUTTON_KEYS = ['Enter', 'Space']

/** A key as commands name it: `l`, `?`, `ArrowDown`, `Space`, and `mod+k` where Ctrl or ⌘ is held. Undefined for what is none of ours. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string | undefined {
  // AltGr, which some keyboards need for a mere letter, is Ctrl with Alt.
  if (event.altKey) return undefined
  if (event.ctrlKey || event.metaKey) return `mod+${event.key.toLowerCase()}`
  return event.key === ' ' ? 'Space' : event.key
}

/** The keys of a name as they stand on the keyboard, for `UKbd`: `mod+k` → `meta`, `k`. */
export function keyCaps(key: string): string[] {
  return key.split('+').map(part => part === 'mod' ? 'meta' : part.length > 1 ? part.toLowerCase() : part)
}

/** The command that a key means at a place; of several the one that was registered last. */
export function commandFor(commands: readonly Command[], key: string, place: KeyPlace): Command | undefined {
  return commands.findLast(({ keys = [], where = 'page' }) => {
    if (!keys.includes(key)) return false
    if (place.isTyping) return where === 'everywhere'
    if (where !== 'list') return true
    return place.isOnList && !(place.isOnButton && BUTTON_KEYS.includes(key))
  })
}

/** Commands by group, in the order of the groups; empty groups are left out. */
export function groupCommands(commands: readonly Command[]): { id: CommandGroup, label: string, commands: Command[] }[] {
  const ids = Object.keys(commandTexts.groups) as CommandGroup[]
  return ids
    .map(id => ({ id, label: commandTexts.groups[id], commands: commands.filter(command => command.group === id) }))
    .filter(group => group.commands.length > 0)
}

/** The keys of commands, by group; what says the same is one entry with all its keys. */
export function shortcutsOf(commands: readonly Command[]): { id: CommandGroup, label: string, shortcuts: { label: string, keys: string[] }[] }[] {
  return groupCommands(commands.filter(({ keys }) => keys?.length)).map(({ id, label, commands }) => {
    const keys = new Map<string, string[]>()
    for (const command of commands) keys.set(command.label, [...keys.get(command.label) ?? [], ...command.keys ?? []])
    return { id, label, shortcuts: [...keys].map(([label, keys]) => ({ label, keys })) }
  })
}
