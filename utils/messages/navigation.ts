/** The names of the pages. */
export const navigationTexts = {
  explore: 'Explore',
  queries: 'Queries',
  saved: 'Saved',
  deadLetters: 'Dead letters',
  project: 'Project',
  send: 'Send logs',
  profile: 'Profile',
  apiDocs: 'API docs',
} as const
