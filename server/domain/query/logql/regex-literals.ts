import { indexedRunOf, longestIndexedRun } from './index-words'

/** What stands alone, once a backslash is before it, and is no letter or digit. */
const ESCAPED = /^[!-/:-@[-`{-~]$/
/** Escapes of one letter that stand for a class, a place or a control character. */
const SIMPLE_ESCAPES = 'dDwWsSbBAzaftnrv'
const LITERAL = /^[a-zA-Z0-9 _\-/:=,;'"<>@#%&~`!]$/

/**
 * A word or a part of one, in lower case, that `lower(Body)` contains wherever a regular expression of RE2's syntax is found in Body
 * (https://github.com/google/re2/wiki/Syntax): for the words' index, before the expression itself. Undefined where
 * there is none that is worth asking for, or the expression has parts that this does not read.
 */
export function requiredRunOf(expression: string): string | undefined {
  const [, flags = ''] = /^\(\?([ims]+)\)/.exec(expression) ?? []
  const runs = literalsOf(flags === '' ? expression : expression.slice(flags.length + 3))
  const indexed = runs?.map(run => flags.includes('i') ? longestIndexedRun(run) : indexedRunOf(run)).filter(run => run !== undefined)
  return indexed?.reduce<string | undefined>((best = '', run) => run.length > best.length ? run : best, undefined)
}

/** The texts that stand in every match, as far as they can be told; undefined for what is not read. */
function literalsOf(expression: string): string[] | undefined {
  const runs: string[] = []
  let run = ''
  const end = () => {
    runs.push(run)
    run = ''
  }
  for (let at = 0; at < expression.length;) {
    const item = itemAt(expression, at)
    if (item === undefined) return undefined
    const quantifier = /^(?:[*+?]|\{\d*,?\d*\})[?+]?/.exec(expression.slice(item.end, item.end + 32))?.[0] ?? ''
    // Of what may be missing, or comes several times, no more is known than that it is there once.
    const isThere = quantifier === '' || quantifier.startsWith('+')
    if (item.literal !== undefined && isThere) run += item.literal
    if (item.literal === undefined || quantifier !== '') end()
    at = item.end + quantifier.length
  }
  end()
  return runs
}

interface Item { readonly literal?: string, readonly end: number }

/** One character, class or group, and where it ends; undefined for what is not read. */
function itemAt(text: string, at: number): Item | undefined {
  const character = text[at]!
  if (LITERAL.test(character)) return { literal: character, end: at + 1 }
  switch (character) {
    case '.': case '^': case '$': return { end: at + 1 }
    case '[': return closed(classEnd(text, at))
    case '(': return closed(groupEnd(text, at))
    case '\\': {
      const next = text[at + 1] ?? ''
      if (ESCAPED.test(next)) return { literal: next, end: at + 2 }
      return next !== '' && SIMPLE_ESCAPES.includes(next) ? { end: at + 2 } : undefined
    }
    // No ASCII ends a run; an alternative or a stray bracket is not read.
    default: return character > '\x7F' ? { end: at + 1 } : undefined
  }
}

const closed = (end: number | undefined): Item | undefined => end === undefined ? undefined : { end }

function classEnd(text: string, at: number): number | undefined {
  const found = /^\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\[])*\]/.exec(text.slice(at))
  return found ? at + found[0].length : undefined
}

/** Whatever stands in a group is skipped. One that changes flags from there on is not read. */
function groupEnd(text: string, at: number): number | undefined {
  if (/^\(\?[a-zA-Z-]*\)/.test(text.slice(at))) return undefined
  for (let end = at + 1; end < text.length;) {
    const character = text[end]!
    if (character === ')') return end + 1
    if (character === '\\' && 'QpPx'.includes(text[end + 1] ?? 'Q')) return undefined
    const next = character === '(' ? groupEnd(text, end) : character === '[' ? classEnd(text, end) : character === '\\' ? end + 2 : end + 1
    if (next === undefined) return undefined
    end = next
  }
  return undefined
}
