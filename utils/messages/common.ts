/** The words of parts that many pages have. */
export const commonTexts = {
  copied: 'Copied',
  copyByHand: 'Select the text and copy it by hand',
  searchFailed: 'The search failed',
  loadingLines: 'Loading the lines',
  noLevel: 'no level',
  source: 'Source',
  retry: 'Try again',
} as const
