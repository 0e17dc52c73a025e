import type { Level } from '#shared/schemas/query'

/**
 * OpenTelemetry numbers severities 1 to 24, four to a level
 * (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber). A *band* is the level's place in
 * that order, 0 for unknown.
 */
export const levels: readonly Level[] = ['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** The band of a row, in SQL: for counts by level. */
export const BAND_SQL = 'intDiv(SeverityNumber + 3, 4)'

export const levelOfBand = (band: number): Level => levels[band] ?? 'unknown'

/** Every SeverityNumber (a UInt8) that stands for one of the levels. */
export function severityNumbers(wanted: readonly Level[]): number[] {
  return Array.from({ length: 256 }, (_, number) => number)
    .filter(number => wanted.includes(levelOfBand(Math.floor((number + 3) / 4))))
}
