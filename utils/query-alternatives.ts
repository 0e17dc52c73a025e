/** Regular expressions that are nothing but alternatives of plain text: how a label is compared with several values. */

const SPECIAL = /[.*+?^${}()|[\]\\]/g

/** `a|b\.c`, for `=~`. */
export const anyOf = (values: readonly string[]): string => values.map(value => value.replace(SPECIAL, '\\$&')).join('|')

/** The values again; undefined for an expression that says more. */
export function alternatives(expression: string): string[] | undefined {
  const values = ['']
  for (let i = 0; i < expression.length; i++) {
    const char = expression[i]!
    if (char === '|') values.push('')
    else if (char === '\\') {
      const next = expression[++i]
      // `\d` and the like are no plain text.
      if (next === undefined || /\w/.test(next)) return undefined
      values[values.length - 1] += next
    }
    else if (/[.*+?^${}()[\]]/.test(char)) return undefined
    else values[values.length - 1] += char
  }
  return values
}
