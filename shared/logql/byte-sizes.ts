const DECIMAL: readonly [string, number][] = [['B', 1], ['kB', 1e3], ['MB', 1e6], ['GB', 1e9], ['TB', 1e12], ['PB', 1e15]]
const UNITS = new Map<string, number>([
  ...DECIMAL, ['KB', 1e3], ['k', 1e3], ['K', 1e3], ['M', 1e6], ['G', 1e9], ['T', 1e12], ['P', 1e15],
  ...(['K', 'M', 'G', 'T', 'P'] as const).flatMap((letter, i): [string, number][] => [[`${letter}iB`, 1024 ** (i + 1)], [`${letter}i`, 1024 ** (i + 1)]]),
])
/** Sizes by the names that values may have, in lower case. */
export const SIZES: ReadonlyMap<string, number> = new Map(
  [...UNITS, ['EB', 1e18] as const, ['E', 1e18] as const, ['EiB', 1024 ** 6] as const, ['Ei', 1024 ** 6] as const].map(([name, size]) => [name.toLowerCase(), size]),
)
const FORM = /^(\d+(?:\.\d*)?|\.\d+)([a-zA-Z]+)$/

/** Reads `5KB`, `1.5MiB` as bytes; undefined when it is no size. */
export function parseByteSize(text: string): number | undefined {
  const found = FORM.exec(text)
  const unit = found === null ? undefined : UNITS.get(found[2]!)
  return unit === undefined ? undefined : Math.floor(Number(found![1]) * unit)
}

/** As Loki prints a size (`25MB`, `1.5kB`) where that is exact, else in bytes. */
export function formatByteSize(bytes: number): string {
  if (bytes < 10) return `${bytes}B`
  const [unit, size] = DECIMAL.findLast(([, least]) => bytes >= least)!
  const value = Math.floor(bytes / size * 10 + 0.5) / 10
  const text = `${value < 10 ? value.toFixed(1) : value.toFixed(0)}${unit}`
  return parseByteSize(text) === bytes ? text : `${bytes}B`
}
