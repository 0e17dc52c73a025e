import { checkQuery, LogqlError, parseQuery } from '#shared/logql'
import { asSearch } from './words'

/** A mistake in a query: offsets of the text, what is wrong, and what to write instead where that is known. */
export interface Mistake { from: number, to: number, message: string, instead?: string }

/** What our own parser has against a query; nothing against an empty one, nor against words to be searched for. */
export function mistakeIn(text: string): Mistake | undefined {
  if (text.trim() === '' || asSearch(text) !== undefined) return undefined
  try {
    checkQuery(parseQuery(text, { everything: true }))
    return undefined
  }
  catch (error) {
    if (!(error instanceof LogqlError)) throw error
    return mistakeOf(error, text)
  }
}

function mistakeOf(error: LogqlError, text: string): Mistake {
  const { position: { offset }, length, hint } = error
  const end = text.trimEnd().length
  // At the end nothing can be underlined: the last character stands for what is missing behind it.
  const from = Math.max(0, Math.min(offset, end - 1))
  const to = Math.min(text.length, Math.max(from + 1, offset + length))
  // Of a stage that can't be built, the place is all of it.
  const instead = error.kind === 'compile' ? undefined : /^Did you mean (\S+)\?$/.exec(hint ?? '')?.[1]
  return { from, to, message: error.message.replace(/^line \d+, column \d+: /, ''), ...(instead !== undefined && { instead }) }
}
