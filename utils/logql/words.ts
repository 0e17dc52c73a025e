import { quote, readQuery as read, type QueryNode } from '#shared/logql/light'

/** Reads a query as our routes do: `{}` means all lines. Regular expressions are taken as they are. @throws LogqlError */
export const readQuery = (text: string): QueryNode => read(text, { everything: true })

/**
 * The search that words stand for which are no query: `timeout checkout` is `{} | search "timeout checkout"`. Undefined
 * for a query, and for what looks like the beginning of one. A number alone is a word too: it would be a query without lines.
 */
export function asSearch(text: string): string | undefined {
  const words = text.trim()
  if (words === '' || /[{}|[\]]/.test(words) || /^\w+\s*\(/.test(words)) return undefined
  const search = `{} | search ${quote(words)}`
  try {
    readQuery(search)
  }
  catch {
    return undefined
  }
  return isQuery(words) ? undefined : search
}

function isQuery(text: string): boolean {
  try {
    return readQuery(text).kind !== 'literal'
  }
  catch {
    return false
  }
}
