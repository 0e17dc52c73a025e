const formats = new Map<string, Intl.DateTimeFormat | undefined>()
const FIXED = /^([+-])(\d{2}):(\d{2})$/

/** Whether the zone is known; as Go's, the names are the IANA's. */
export function isZone(zone: string): boolean {
  return zone === 'UTC' || formatOf(zone) !== undefined
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) {
    // Names come from lines too: the memory of them must not grow with these.
    if (formats.size > 1000) formats.clear()
    formats.set(zone, makeFormat(zone))
  }
  return formats.get(zone)
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  }
  catch {
    return undefined
  }
}

/** Seconds east of Greenwich at a moment, in milliseconds since 1970. */
export function offsetAt(zone: string, milliseconds: number): number {
  if (zone === 'UTC') return 0
  const fixed = FIXED.exec(zone)
  if (fixed !== null) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60)
  const name = formatOf(zone)?.formatToParts(milliseconds).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const found = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(name)
  if (found === null) return 0
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 3600 + Number(found[3]) * 60 + Number(found[4] ?? 0))
}

/** What the zone is called at a moment: `CET` where it is known, else its distance as `+01`. */
export function zoneNameAt(zone: string, milliseconds: number): string {
  if (zone === 'UTC') return 'UTC'
  for (const locale of ['en-US', 'en-GB', 'en-AU']) {
    if (FIXED.test(zone) || !isZone(zone)) break
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts(milliseconds)
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
    if (name !== '' && !/^(?:GMT|UTC)[+-]/.test(name)) return name
  }
  const offset = offsetAt(zone, milliseconds)
  const size = Math.abs(offset)
  const minutes = Math.floor(size % 3600 / 60)
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 3600))}${minutes === 0 ? '' : pad(minutes)}`
}

const pad = (number: number) => String(number).padStart(2, '0')
