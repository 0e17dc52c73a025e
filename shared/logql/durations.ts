/** Nanoseconds. Whole seconds are exact in a double for centuries. */
export type Nanoseconds = number

const UNITS: Record<string, number> = {
  ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12, d: 8.64e13, w: 6.048e14, y: 3.1536e16,
}
const PIECE = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w|y)/g
/** Whole numbers of units, from the largest to the smallest, each once. Loki ends with `ms`: a range as it is asked for may be finer. */
const PROMETHEUS = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?(?:\d+us)?(?:\d+ns)?$/
/** Numbers with a fraction too, in any order, and nothing longer than hours. */
const GO = /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/

/**
 * Reads a range: `1h30m`, `5d`, `1y`; undefined when it is none.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
 */
export function parseRange(text: string): Nanoseconds | undefined {
  if (text === '0') return 0
  return text !== '' && PROMETHEUS.test(text) ? total(text) : undefined
}

/** Reads the same, and `1.5h` or `-90s`, as Go does; undefined when it is no duration. */
export function parseDuration(text: string): Nanoseconds | undefined {
  return parseRange(text) ?? (GO.test(text) ? total(text) : undefined)
}

function total(text: string): Nanoseconds {
  let sum = 0
  for (const [, number, unit] of text.matchAll(PIECE)) sum += Number(number) * UNITS[unit!]!
  return text.startsWith('-') ? -sum : sum
}

/** As Go prints a time.Duration: `120h0m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(duration: Nanoseconds): string {
  if (duration === 0) return '0s'
  const sign = duration < 0 ? '-' : ''
  const nanos = Math.abs(duration)
  if (nanos < 1e3) return `${sign}${nanos}ns`
  if (nanos < 1e6) return `${sign}${decimal(nanos, 1e3)}µs`
  if (nanos < 1e9) return `${sign}${decimal(nanos, 1e6)}ms`
  const hours = Math.floor(nanos / 3.6e12)
  const minutes = Math.floor((nanos - hours * 3.6e12) / 6e10)
  const seconds = `${decimal(nanos - hours * 3.6e12 - minutes * 6e10, 1e9)}s`
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`
}

function decimal(nanos: number, unit: number): string {
  const digits = String(unit).length - 1
  const whole = Math.floor(nanos / unit)
  const fraction = String(Math.round(nanos - whole * unit)).padStart(digits, '0').replace(/0+$/, '')
  return fraction === '' ? String(whole) : `${whole}.${fraction}`
}
