import type { Matcher } from '../ast'
import type { Token } from '../lexer/tokens'
import type { Cursor } from './cursor'

/**
 * RE2 as JavaScript: leading flags become flags, `(?P<name>` loses its P, `\z` and `\A` become anchors. What RE2 does
 * not know (look-around, back-references) is refused.
 * @throws SyntaxError
 */
export function toRegExp(expression: string, anchored = false): RegExp {
  let source = expression
  let flags = 'u'
  const leading = /^\(\?([imsU]+)\)/.exec(source)
  if (leading !== null) {
    source = source.slice(leading[0].length)
    for (const flag of leading[1]!) if (flag !== 'U' && !flags.includes(flag)) flags += flag
  }
  if (/\(\?(?:[=!]|<[=!])/.test(source.replace(/\\./gs, ''))) throw new SyntaxError('look-around is not supported')
  if (/\\[1-9]/.test(source.replace(/\\\\/g, ''))) throw new SyntaxError('back-references are not supported')
  source = source.replaceAll('(?P<', '(?<').replace(/\\(.)/gs, (whole, char: string) => ESCAPES[char] ?? (LITERAL.test(char) ? char : whole))
  return new RegExp(anchored ? `^(?:${source})$` : source, flags)
}

const ESCAPES: Record<string, string> = { A: '^', z: '$', Z: '$', a: '\\x07', Q: '', E: '' }
/** Escapes that RE2 allows and JavaScript's Unicode mode refuses. */
const LITERAL = /^[-_"'`#%&,:;<=>@~ !]$/

/** @throws LogqlError */
export function checkRegex(cursor: Cursor, expression: string, token: Token): void {
  try {
    toRegExp(expression)
  }
  catch (error) {
    throw cursor.error('semantic', `${token.text} is no regular expression: ${(error as Error).message.replace(/^Invalid regular expression: /, '')}`, token)
  }
}

/** Whether a stream without the label would match. */
export function matchesEmpty({ operator, value }: Matcher): boolean {
  if (operator === '=') return value === ''
  if (operator === '!=') return value !== ''
  return toRegExp(value, true).test('') === (operator === '=~')
}
