/** Units of time, the largest first: nanoseconds, the word behind INTERVAL, the function that adds some. */
const UNITS = [
  [3_600_000_000_000n, 'HOUR', 'addHours'], [60_000_000_000n, 'MINUTE', 'addMinutes'], [1_000_000_000n, 'SECOND', 'addSeconds'],
  [1_000_000n, 'MILLISECOND', 'addMilliseconds'], [1n, 'NANOSECOND', 'addNanoseconds'],
] as const

/** The largest unit of which a time is a whole number. */
const unitOf = (nanos: bigint) => UNITS.find(([size]) => nanos % size === 0n)!

/** A time before (or, where negative, behind) a moment: `{from} - INTERVAL 5 MINUTE`. */
export function before(moment: string, nanos: bigint): string {
  if (nanos === 0n) return moment
  const [size, word] = unitOf(nanos)
  return `${moment} ${nanos < 0n ? '+' : '-'} INTERVAL ${(nanos < 0n ? -nanos : nanos) / size} ${word}`
}

/** A moment and so many times a step: `addMinutes({from}, 5 * n)`. */
export function stepsBehind(moment: string, step: bigint, count: string): string {
  const [size, , add] = unitOf(step)
  return `${add}(${moment}, ${step === size ? count : `${step / size} * ${count}`})`
}
