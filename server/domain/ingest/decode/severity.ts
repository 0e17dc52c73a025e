import { DEBUG, ERROR, FATAL, INFO, severityNames, WARN } from '#shared/utils/severity'

export { DEBUG, ERROR, INFO, WARN }

const byName = new Map<string, number>()
for (const [name, number] of severityNames) {
  for (const form of [name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)]) byName.set(form, number)
}

/** The SeverityNumber of a level's name, whatever its case; 0 when it is none. */
export function severityOfName(text: string): number {
  const exact = byName.get(text)
  if (exact !== undefined) return exact
  if (text.length > 32) return 0
  const bare = text.trim().replace(/^[[(<]|[\])>:]+$/g, '').toLowerCase()
  return byName.get(bare) ?? 0
}

/** syslog's severities 0 (emergency) to 7 (debug), RFC 5424 table 2, mapped as the specification's appendix B does. */
const syslogSeverities = [FATAL, ERROR + 2, ERROR + 1, ERROR, WARN, INFO + 1, INFO, DEBUG] as const

/** The SeverityNumber of a syslog severity 0 to 7; 0 when it is none. */
export function severityOfSyslog(severity: number): number {
  return syslogSeverities[severity] ?? 0
}

/**
 * The SeverityNumber of a number in a field called `level`: 10 to 60 are pino's and bunyan's (trace, debug, info,
 * warn, error, fatal; a custom level in between counts as the one below), 0 to 7 syslog's (GELF, journald).
 */
export function severityOfNumber(level: number): number {
  if (level >= 10 && level < 70) return (Math.floor(level / 10) - 1) * 4 + 1
  return severityOfSyslog(level)
}

/** A level as it stands in a record: OpenTelemetry's number, and the text as the sender wrote it. */
export interface Severity { number: number, text: string }

const unknown: Severity = Object.freeze({ number: 0, text: '' })

/** What a `level` field means: a name, a number, or a number as text. */
export function parseLevel(value: unknown): Severity {
  if (typeof value === 'string') {
    const number = byName.get(value)
    if (number !== undefined) return { number, text: value }
    const numeric = /^\d{1,2}$/.test(value) ? severityOfNumber(Number(value)) : 0
    return { number: numeric || severityOfName(value), text: value }
  }
  if (typeof value === 'number') return { number: severityOfNumber(value), text: String(value) }
  if (typeof value === 'bigint' || typeof value === 'boolean') return { number: 0, text: String(value) }
  return unknown
}
