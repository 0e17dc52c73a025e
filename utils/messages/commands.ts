/** The words of the command palette and of the overview of shortcuts. */
export const commandTexts = {
  palette: 'Commands',
  paletteHint: 'Go to a page or a saved query, or do something on this one.',
  search: 'Search commands and queries…',
  none: 'Nothing is called so.',
  button: 'Search commands',
  shortcuts: 'Keyboard shortcuts',
  shortcutsHint: 'Outside of text fields.',
  /** In this order in the palette and in the overview. */
  groups: {
    search: 'Search',
    saved: 'Saved queries',
    recent: 'Asked before',
    list: 'Lines',
    live: 'Live',
    time: 'Time range',
    goTo: 'Go to',
    source: 'Sources',
    project: 'Projects',
    view: 'View',
  },
  help: 'Show all shortcuts',
  open: 'Open the command palette',
  switchProject: (name: string) => `Switch to ${name}`,
  exploreSource: (name: string) => `Explore ${name}`,
  sourceSettings: (name: string) => `Settings of ${name}`,
} as const
