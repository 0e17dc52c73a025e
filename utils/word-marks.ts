const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What is marked in lines, with further words, parted by spaces: upper and lower case alike. */
export function withWords(marked: RegExp | undefined, words: string): RegExp | undefined {
  const parts = words.split(/\s+/).filter(word => word !== '').map(word => `(?i:${escaped(word)})`)
  if (parts.length === 0) return marked
  return new RegExp([...(marked ? [marked.source] : []), ...parts].join('|'), 'gu')
}
