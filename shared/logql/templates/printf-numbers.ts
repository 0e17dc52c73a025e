/** Digits behind the point that JavaScript can write. */
const MAX_DIGITS = 100

/** A float that is not negative, as Go's verbs e, f and g write it; undefined for another verb. */
export function formatFloat(verb: string, value: number, precision: number | undefined): string | undefined {
  if (!'eEfFgGv'.includes(verb)) return undefined
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return 'Inf'
  const digits = precision === undefined ? undefined : Math.min(precision, MAX_DIGITS)
  switch (verb) {
    case 'f':
    case 'F': return value >= 1e21 ? BigInt(value).toString() + (digits === 0 ? '' : `.${'0'.repeat(digits ?? 6)}`) : value.toFixed(digits ?? 6)
    case 'e':
    case 'E': return goExponent(value.toExponential(digits ?? 6), verb)
    default: return general(verb, value, digits)
  }
}

/** The shorter of both forms; Go turns to an exponent below 1e-4, and from the precision on, which is 6 where none is given. */
function general(verb: string, value: number, digits: number | undefined): string {
  const exponential = digits === undefined ? value.toExponential() : value.toExponential(Math.max(1, digits) - 1)
  const exponent = Number(exponential.slice(exponential.indexOf('e') + 1))
  const most = digits === undefined ? 6 : Math.max(1, digits)
  const letter = verb === 'G' ? 'E' : 'e'
  if (value !== 0 && (exponent < -4 || exponent >= most)) return goExponent(exponential.replace(/\.?0+e/, 'e'), letter)
  return digits === undefined ? String(value) : String(Number(value.toPrecision(Math.max(1, digits))))
}

/** Go writes at least two digits of an exponent. */
const goExponent = (text: string, letter: string) => text.replace(/e([+-])(\d+)$/, (_whole, sign: string, digits: string) => `${letter}${sign}${digits.padStart(2, '0')}`)
