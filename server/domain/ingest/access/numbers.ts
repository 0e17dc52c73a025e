const NANOS = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const

export type Unit = keyof typeof NANOS

const decimal = /^(\d{1,15})(?:\.(\d{1,18}))?$/
/** `1.5s`, `12ms`, `850µs`, and Go's `1m2.5s` (https://pkg.go.dev/time#ParseDuration). */
const stated = /^(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,15}(?:\.\d{1,18})?)(s|ms|us|µs|μs|ns))?$/

/** A whole number from 0 on that a double holds; undefined for anything else. */
export function sizeOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** Nanoseconds of a number in this unit, by its decimal digits: 0.000929675 s are 929,675 exactly. */
export function durationOf(value: unknown, unit: Unit): number | undefined {
  if (typeof value === 'number') return nanosOf(String(value), unit) ?? (value >= 0 ? checked(Math.round(value * NANOS[unit])) : undefined)
  return typeof value === 'string' ? nanosOf(value, unit) ?? statedDuration(value) : undefined
}

function nanosOf(text: string, unit: Unit): number | undefined {
  const found = decimal.exec(text)
  if (found === null) return undefined
  const digits = Math.log10(NANOS[unit])
  const fraction = (found[2] ?? '').slice(0, digits).padEnd(digits, '0')
  return checked(Number(found[1]) * NANOS[unit] + Number(fraction))
}

/** Nanoseconds of a text that says its unit. */
export function statedDuration(text: string): number | undefined {
  const found = text.length > 40 || text === '' ? null : stated.exec(text)
  if (found === null) return undefined
  const [, hours = '0', minutes = '0', rest, unit = 's'] = found
  const last = rest === undefined ? 0 : nanosOf(rest, unit === 'µs' || unit === 'μs' ? 'us' : unit as Unit)
  return last === undefined ? undefined : checked(Number(hours) * 3600e9 + Number(minutes) * 60e9 + last)
}

/** Past 104 days a double no longer holds every nanosecond: no request takes as long. */
function checked(nanos: number): number | undefined {
  return Number.isSafeInteger(nanos) ? nanos : undefined
}
