/** The words of the quick filters. */
export const filterTexts = {
  name: 'Quick filters',
  service: 'Service',
  level: 'Level',
  tag: 'Tag',
  tags: 'Tags',
  findTag: 'Find a tag',
  backToTags: 'Back to the tags',
  typedTag: (name: string) => `Tag “${name}”`,
  noTags: 'The lines in this time range have no tags.',
  loading: 'Loading',
  find: (label: string) => `Find in ${label}`,
  typedValue: (value: string) => `Filter for “${value}”`,
  noValues: 'No values in this time range.',
} as const
