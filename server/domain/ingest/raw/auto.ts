import type { LogRecord } from '#shared/types/log-record'
import { looksLikeObject, parseObject } from '../decode/json-value'
import type { JsonContext } from '../json'
import { recordOfObject } from '../json'
import { readAccessText } from '../access/text'
import { draftOfAccess, recordOfDraft } from './draft'
import { levelOfLine } from './line-level'
import { leadingTime } from './line-time'
import { readLogfmt } from './logfmt'
import { readSyslog } from './syslog'

/**
 * The record of a line of unknown form: JSON, syslog, an access log, logfmt, or text that begins with a time and a
 * level. The body is the whole line in every case; what was recognised in it comes on top.
 */
export function recordOfAnyLine(line: string, context: JsonContext): LogRecord {
  const { now } = context
  const structured = jsonRecord(line, context)
  if (structured !== undefined) return structured
  const syslog = readSyslog(line, now)
  if (syslog !== undefined) {
    const { draft, message } = syslog
    return recordOfDraft({ ...draft, severity: draft.severity ?? levelOfLine(message, 0) }, context)
  }
  const access = readAccessText(line, now)
  if (access !== undefined) return recordOfDraft(draftOfAccess(line, access), context)
  const time = leadingTime(line, now)
  if (time === undefined && /^[\w.@-]+=/.test(line)) {
    const pairs = readLogfmt(line)
    if (pairs !== undefined) return { ...recordOfObject(pairs, context), body: line }
  }
  return recordOfDraft({ body: line, time, severity: levelOfLine(line, time?.end ?? 0) }, context)
}

function jsonRecord(line: string, context: JsonContext): LogRecord | undefined {
  const object = looksLikeObject(line) ? parseObject(line, context.maxNesting) : undefined
  return object && { ...recordOfObject(object, context), body: line }
}
