const special = (value: number) => Number.isNaN(value) ? 'NaN' : value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : undefined

/** As Go prints a float64 by itself (`%v`): `1500`, `0.5`, `1e+06`, `+Inf`. */
export function printNumber(value: number): string {
  const text = special(value)
  if (text !== undefined) return text
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  return Object.is(value, -0) ? '-0' : String(value)
}

/** As Go's strconv.FormatFloat(value, 'f', -1, 64): never with an exponent. */
export function printDecimal(value: number): string {
  const text = special(value) ?? (Object.is(value, -0) ? '-0' : String(value))
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []
  if (exponent === undefined) return text
  const shift = Number(exponent)
  const digits = whole + fraction
  return shift > 0 ? `${sign}${digits.padEnd(shift + 1, '0')}` : `${sign}0.${'0'.repeat(-shift - 1)}${digits}`
}
