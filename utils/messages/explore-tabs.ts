/** The words of the views of lines. */
export const tabTexts = {
  name: 'Views of the lines',
  views: { lines: 'Lines', patterns: 'Patterns', changes: 'What changed', statistics: 'Statistics' },
} as const
