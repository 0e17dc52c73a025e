import { quote } from '../strings'
import { formatFloat } from './printf-numbers'
import { formatValue, typeName, type Value } from './values'

/** Characters that one directive may be padded to. */
const MAX_WIDTH = 10_000
const DIRECTIVE = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%])?/g

interface Flags { minus: boolean, plus: boolean, sharp: boolean, space: boolean, zero: boolean, width?: number, precision?: number }

/** Go's fmt.Sprintf, for texts, numbers and truth values. */
export function formatPrintf(format: string, ...args: Value[]): string {
  let next = 0
  const text = format.replace(DIRECTIVE, (whole: string, signs: string, width: string | undefined, precision: string | undefined, verb: string | undefined) => {
    if (verb === undefined) return '%!(NOVERB)'
    if (verb === '%') return '%'
    const number = (given: string | undefined) => given === '*' ? Number(args[next++] ?? 0) : given === undefined ? undefined : Number(given)
    const flags = readFlags(signs, number(width), whole.includes('.') ? number(precision) ?? 0 : undefined)
    if (next >= args.length) return `%!${verb}(MISSING)`
    return padded(directive(verb, args[next++], flags), flags)
  })
  const extra = args.slice(next).map(arg => `${typeName(arg)}=${formatValue(arg)}`)
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`
}

function readFlags(signs: string, width: number | undefined, precision: number | undefined): Flags {
  const minus = signs.includes('-') || (width ?? 0) < 0
  return {
    minus, plus: signs.includes('+'), sharp: signs.includes('#'), space: signs.includes(' '), zero: signs.includes('0') && !minus,
    ...(width !== undefined && { width: Math.min(Math.abs(width), MAX_WIDTH) }),
    ...(precision !== undefined && { precision: Math.min(precision, MAX_WIDTH) }),
  }
}

interface Written { text: string, isNumber: boolean }

function directive(verb: string, value: Value, flags: Flags): Written {
  const plain = (text: string): Written => ({ text, isNumber: false })
  if (verb === 'T') return plain(typeName(value))
  if (verb === 'v' && (typeof value !== 'bigint' && typeof value !== 'number')) return plain(typeof value === 'string' && flags.sharp ? quote(value) : formatValue(value))
  switch (typeof value) {
    case 'string': return textDirective(verb, value, flags) ?? wrong(verb, value)
    case 'bigint': return integer(verb, value, flags) ?? wrong(verb, value)
    case 'number': return float(verb, value, flags) ?? wrong(verb, value)
    case 'boolean': return verb === 't' ? plain(String(value)) : wrong(verb, value)
    default: return verb === 's' || verb === 'd' ? plain(formatValue(value)) : wrong(verb, value)
  }
}

const wrong = (verb: string, value: Value): Written =>
  ({ text: value === null || value === undefined ? `%!${verb}(<nil>)` : `%!${verb}(${typeName(value)}=${formatValue(value)})`, isNumber: false })

function textDirective(verb: string, value: string, { precision, sharp, space }: Flags): Written | undefined {
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('')
  switch (verb) {
    case 's': return { text: cut, isNumber: false }
    case 'q': return { text: sharp && !cut.includes('`') ? `\`${cut}\`` : quote(cut), isNumber: false }
    case 'x':
    case 'X': {
      const text = [...new TextEncoder().encode(cut)].map(byte => byte.toString(16).padStart(2, '0')).join(space ? ' ' : '')
      return { text: verb === 'X' ? text.toUpperCase() : text, isNumber: false }
    }
    default: return undefined
  }
}

const RADIX: Record<string, readonly [number, string]> = { d: [10, ''], v: [10, ''], b: [2, '0b'], o: [8, '0'], O: [8, ''], x: [16, '0x'], X: [16, '0X'] }

function integer(verb: string, value: bigint, { plus, space, sharp, precision }: Flags): Written | undefined {
  if (verb === 'c' || verb === 'q' || verb === 'U') {
    const code = Number(value)
    const char = code >= 0 && code <= 0x10FFFF ? String.fromCodePoint(code) : '\uFFFD'
    const text = verb === 'c' ? char : verb === 'q' ? `'${quote(char).slice(1, -1)}'` : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    return { text, isNumber: false }
  }
  const radix = RADIX[verb]
  if (radix === undefined) return undefined
  const digits = (value < 0n ? -value : value).toString(radix[0]).padStart(precision ?? 0, '0')
  const sign = value < 0n ? '-' : plus ? '+' : space ? ' ' : ''
  return { text: sign + (verb === 'O' ? '0o' : sharp ? radix[1] : '') + (verb === 'X' ? digits.toUpperCase() : digits), isNumber: true }
}

function float(verb: string, value: number, { plus, space, precision }: Flags): Written | undefined {
  const text = formatFloat(verb, Math.abs(value), precision)
  if (text === undefined) return undefined
  const isNegative = value < 0 || Object.is(value, -0)
  // `%v` of an infinity has its sign, as fmt prints it.
  const sign = isNegative ? '-' : plus || value === Infinity ? '+' : space ? ' ' : ''
  return { text: sign + text, isNumber: Number.isFinite(value) }
}

/** A zero flag pads texts too. */
function padded({ text, isNumber }: Written, { width, minus, zero, precision }: Flags): string {
  const missing = (width ?? 0) - [...text].length
  if (missing <= 0) return text
  if (minus) return text + ' '.repeat(missing)
  if (!zero || (isNumber && precision !== undefined && !text.includes('.'))) return ' '.repeat(missing) + text
  const sign = isNumber ? /^[-+ ]/.exec(text)?.[0] ?? '' : ''
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}
