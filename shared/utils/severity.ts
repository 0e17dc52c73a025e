import type { Level } from '#shared/schemas/query'

/** By OpenTelemetry's SeverityNumber: four numbers to a level (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber). */
const byNumber: readonly Level[] = ['unknown',
  ...(['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const).flatMap(level => [level, level, level, level])]

/** The level that an OpenTelemetry SeverityNumber (1 to 24) stands for; `unknown` for 0 and anything else. */
export function levelOf(severityNumber: number): Level {
  return byNumber[severityNumber] ?? 'unknown'
}
