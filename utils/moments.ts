import { timeTexts as texts } from './messages/time'

const STEPS: [number, string][] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'm'], [1000, 's']]

/** How long ago a moment was, in the two largest units: `2h 5m ago`; both in milliseconds since 1970. */
export function formatAge(moment: number, now: number): string {
  const age = Math.abs(now - moment)
  const first = STEPS.findIndex(([size]) => age >= size)
  if (first < 0 || Number.isNaN(age)) return texts.now
  const [size, unit] = STEPS[first]!
  const [smaller, smallerUnit] = STEPS[first + 1] ?? [0, '']
  const rest = smaller ? Math.floor(age % size / smaller) : 0
  const text = `${Math.floor(age / size)}${unit}${rest ? ` ${rest}${smallerUnit}` : ''}`
  return moment > now ? texts.ahead(text) : texts.ago(text)
}
