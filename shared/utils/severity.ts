import type { Level } from '#shared/schemas/query'

/** By OpenTelemetry's SeverityNumber: four numbers to a level (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber). */
const byNumber: readonly Level[] = ['unknown',
  ...(['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const).flatMap(level => [level, level, level, level])]

/** The level that an OpenTelemetry SeverityNumber (1 to 24) stands for; `unknown` for 0 and anything else. */
export function levelOf(severityNumber: number): Level {
  return byNumber[severityNumber] ?? 'unknown'
}

/** OpenTelemetry's first SeverityNumber of each level. */
export const TRACE = 1
export const DEBUG = 5
export const INFO = 9
export const WARN = 13
export const ERROR = 17
export const FATAL = 21

/** What loggers and people call their levels. */
const names: ReadonlyArray<readonly [number, string]> = [
  [TRACE, 'trace trc tracing finest finer verbose vrb verb silly all t v'],
  [DEBUG, 'debug dbg debugging fine config dbug debug1 debug5 d'],
  [INFO, 'info inf information informational informative log http ok success i'],
  // syslog's notice lies between info and warning: the specification's mapping gives INFO2
  [INFO + 1, 'notice ntc n'],
  [WARN, 'warn warning wrn warnings w'],
  [ERROR, 'error err errors severe eror failure failed fail e'],
  [ERROR + 1, 'critical crit critic c'],
  [ERROR + 2, 'alert'],
  [FATAL, 'fatal ftl panic emerg emergency dpanic f'],
]

/** The SeverityNumber of each name, in lower case; also of the specification's short names of the numbers between: `info2`. */
export const severityNames: ReadonlyMap<string, number> = new Map([
  ...names.flatMap(([number, list]) => list.split(' ').map(name => [name, number] as const)),
  ...([['trace', TRACE], ['debug', DEBUG], ['info', INFO], ['warn', WARN], ['error', ERROR], ['fatal', FATAL]] as const)
    .flatMap(([level, base]) => [2, 3, 4].map(extra => [`${level}${extra}`, base + extra - 1] as const)),
])
