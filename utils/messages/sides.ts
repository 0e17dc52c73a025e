/** The words of two questions beside each other. */
export const sideTexts = {
  names: { left: 'Left question', right: 'Right question' },
  partOf: (part: string, side: string) => `${part}, ${side.toLowerCase()}`,
  open: { label: 'Beside', title: 'Ask another question beside', titleHint: 'Ask another question beside (b)' },
  go: { left: 'Go to the left question', right: 'Go to the right question' },
  close: { left: 'Close the left question', right: 'Close the right question' },
  together: 'Same time in both',
  togetherHint: 'The time of one is the time of both, by zooming too',
  tie: 'Ask both over the same time',
  untie: 'Ask each over a time of its own',
  everything: 'All lines',
  divider: 'Width of the left question',
  dividerHint: 'Drag, or arrow keys; double-click for halves',
} as const
