import type { Attributes } from '#shared/types/log-record'
import { isObject, numberOf } from '../decode/json-value'
import { MAX_LEVEL } from '../decode/limits'
import type { Severity } from '../decode/severity'
import { DEBUG, ERROR, INFO, parseLevel, severityOfName, WARN } from '../decode/severity'
import { levelOfLine as levelByPlace } from '../raw/line-level'

/** Loki's names of a level, in its order (`log_level_fields` in https://grafana.com/docs/loki/latest/configure/#limits_config). */
const names = [
  'level', 'LEVEL', 'Level', 'log.level', 'severity', 'SEVERITY', 'Severity', 'SeverityText', 'lvl', 'LVL', 'Lvl',
  'severity_text', 'Severity_Text', 'SEVERITY_TEXT',
]
const isName = new Set(names)

/** Objects within a JSON line are looked into so deep, as Loki does. */
const JSON_DEPTH = 2
/** Longer lines (characters) are not parsed for their level, only searched for words. */
const MAX_PARSED = 65_536

const unknown: Severity = Object.freeze({ number: 0, text: '' })

/** The level that labels or structured metadata name, if any. A text that nobody knows is one all the same. */
export function levelOfFields(fields: Attributes): Severity | undefined {
  for (const name of names) {
    if (!Object.hasOwn(fields, name)) continue
    const severity = usable(fields[name])
    if (severity !== undefined) return severity
  }
  return undefined
}

/** What a client that knows Loki has found out already. */
export function levelOfMetadata(metadata: Attributes): Severity | undefined {
  return Object.hasOwn(metadata, 'detected_level') ? usable(metadata.detected_level) : undefined
}

/** OpenTelemetry's number, where a collector put it into the structured metadata. */
export function levelOfNumber({ severity_number }: Attributes): Severity | undefined {
  const number = numberOf(severity_number)
  return Number.isInteger(number) && number >= 1 && number <= 24 ? { number, text: '' } : undefined
}

function usable(value: unknown): Severity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const severity = parseLevel(value)
  return severity.text !== '' && severity.text.length <= MAX_LEVEL ? severity : undefined
}

/**
 * The level of a line as Loki detects it (https://grafana.com/docs/loki/latest/get-started/labels/#default-labels-for-all-users,
 * "detected_level"): the field of a JSON object or of logfmt, else a word such as `info` or `[error]` anywhere. Where
 * Loki says `unknown`, numbers (pino's `"level":30`) and levels by their place in the line (` ERROR `) count too.
 */
export function levelOfLine(line: string): Severity {
  if (line.length <= MAX_PARSED) {
    const found = isJson(line) ? levelOfJson(line) : levelOfLogfmt(line)
    if (found !== undefined && found.number > 0) return found
  }
  return levelOfWords(line)
}

const isJson = (line: string) => /^\s*\{/.test(line) && line.trimEnd().endsWith('}')
const mayHoldLevel = /"(?:level|log\.level|severity|severitytext|lvl|severity_text)"/i

function levelOfJson(line: string): Severity | undefined {
  // Parsing is the expensive part, and most lines without a level show it by the names they lack.
  if (!mayHoldLevel.test(line)) return undefined
  try {
    return levelWithin(JSON.parse(line), JSON_DEPTH)
  }
  catch {
    return undefined
  }
}

/** The first that comes, in the order of the line. */
function levelWithin(value: unknown, depth: number): Severity | undefined {
  if (!isObject(value) || depth === 0) return undefined
  for (const name in value) {
    const item = value[name]
    const found = typeof item === 'object' ? levelWithin(item, depth - 1) : isName.has(name) ? usable(item) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

// The bounds keep a line of nothing but opening quotes from being read again and again.
const logfmtPair = /(?:^|\s)(level|log\.level|severity|severitytext|lvl|severity_text)=(?:"([^"]{0,64})"|([^\s"]{0,64})(?=\s|$))/gi
const logfmtRank = ['level', 'log.level', 'severity', 'severitytext', 'lvl', 'severity_text']

function levelOfLogfmt(line: string): Severity | undefined {
  if (!line.includes('=')) return undefined
  let best: string | undefined
  let bestRank = logfmtRank.length
  for (const [, name, quoted, bare] of line.matchAll(logfmtPair)) {
    const rank = logfmtRank.indexOf(name!.toLowerCase())
    if (rank >= bestRank) continue
    best = quoted ?? bare
    bestRank = rank
    if (rank === 0) break
  }
  return best === undefined ? undefined : usable(best)
}

/** In Loki's order: what comes first counts, wherever in the line it stands. */
const words: ReadonlyArray<readonly [RegExp, Severity]> = [
  [/info|INFO/, { number: INFO, text: 'info' }],
  [/err:|ERR:|\[err\]|\[ERR\]|\[error\]|\[ERROR\]/, { number: ERROR, text: 'error' }],
  [/warn:|WARN:|\[warn\]|\[WARN\]|warning|WARNING/, { number: WARN, text: 'warn' }],
  [/critical:|CRITICAL:|\[critical\]|\[CRITICAL\]/, { number: severityOfName('critical'), text: 'critical' }],
  [/debug|DEBUG/, { number: DEBUG, text: 'debug' }],
]

function levelOfWords(line: string): Severity {
  for (const [word, severity] of words) if (word.test(line)) return severity
  return levelByPlace(line, 0) ?? unknown
}
