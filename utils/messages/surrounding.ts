/** The words of the lines around a line. */
export const surroundingTexts = {
  name: 'Lines around this one, oldest first',
  failed: 'The lines around this one could not be read',
  loading: 'Loading the lines around',
  keptLabels: 'Labels that stay equal',
  same: 'Same',
  fewer: 'Fewer',
  more: (count: number) => `${count} more`,
  anyLabels: 'Show lines with any labels',
  back: 'Back to the line',
  thisLine: 'this line',
  emptyMessage: '(empty message)',
  earlier: 'Earlier lines',
  later: 'Later lines',
  noEarlier: (kept: boolean) => `No earlier lines${kept ? ' with these labels' : ''}`,
  noLater: (kept: boolean) => `No later lines${kept ? ' with these labels' : ''}`,
} as const
