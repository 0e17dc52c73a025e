/** What Explore can be told to do, in the palette and by keys. */
export const exploreCommandTexts = {
  focusSearch: 'Search in the lines',
  run: 'Run the query again',
  clear: 'Remove all filters',
  wrap: 'Wrap long lines',
  unwrap: 'One row a line',
  copyLink: 'Copy a link to what you see',
  linkCopied: 'The link is copied',
  linkNotCopied: 'The link could not be copied. Copy it from the address bar.',
  nextLine: 'Next line',
  previousLine: 'Previous line',
  openLine: 'Open the line',
  surroundings: 'Show the lines around it',
  closeLine: 'Close the line',
  zoomOut: 'Zoom out',
  earlier: 'Look further back',
  later: 'Look later',
} as const
