import type { Command } from '~/utils/commands'

/** By who registered them, in that order. Filled in the browser only: requests to the server share this module. */
const registered = shallowReactive(new Map<symbol, () => Command[]>())

/** Offers commands for as long as the component is in the page. The list may depend on state: it is read anew. */
export function useCommands(commands: () => Command[]): void {
  const owner = Symbol('commands')
  const around = useSideAround()
  // Of two questions beside each other one is meant.
  onMounted(() => registered.set(owner, () => around?.isActive() === false ? [] : commands()))
  onScopeDispose(() => registered.delete(owner))
}

/** Everything that the page can be told to do at present. */
export function useCommandList() {
  return computed(() => [...registered.values()].flatMap(commands => commands()))
}

/** Whether the palette and the overview of shortcuts are open, and what is looked for in the palette. */
export function useCommandPanels() {
  return { palette: useState('command-palette', () => false), shortcuts: useState('command-shortcuts', () => false), search: useState('command-search', () => '') }
}
