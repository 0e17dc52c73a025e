/** What can be done with a question as a whole. */
export const questionToolTexts = {
  save: { label: 'Save', title: 'Save this query' },
  share: { label: 'Share', title: 'Share the query, or what it finds now' },
  export: { label: 'Export', title: 'Export everything that matches' },
  history: { label: 'History', title: 'What you asked before' },
  more: 'More about this query',
  moreHint: 'Save, share, export, history',
  notDeleted: (name: string) => `“${name}” could not be deleted`,
  notRestored: (name: string) => `“${name}” could not be brought back`,
  deleted: (name: string) => `“${name}” deleted`,
  undo: 'Undo',
  favouriteFailed: 'The favourite could not be changed',
} as const
