import { Regex } from '#shared/logql/regex'
import { MOST_MARKS, type Mark } from './line-marks'

/** What an expression of RE2's syntax finds; undefined for one that is none. Loaded when a query has one: RE2 is 100 kB. */
export function markOfExpression(expression: string): Mark | undefined {
  try {
    const regex = Regex.compile(expression)
    return text => regex.spans(text, MOST_MARKS)
  }
  catch {
    return undefined
  }
}
