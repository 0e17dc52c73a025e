import type { RawFormat } from '#shared/schemas/ingest'
import type { Decoded, LogRecord } from '#shared/types/log-record'
import type { Bounds } from '../decode/bounds'
import { rejectOf } from '../decode/limits'
import { originsOf } from '../decode/origins'
import { readCombined } from '../access/combined'
import type { JsonContext } from '../json'
import { recordOfObject } from '../json'
import { draftOfAccess, recordOfDraft } from './draft'
import { forEachLine } from './lines'
import { readLogfmt } from './logfmt'
import { readSyslog } from './syslog'

type LineFormat = Exclude<RawFormat, 'auto' | 'json'>

/** How a line of a given format becomes a record; undefined when it is not of that format. */
type LineReader = (line: string, context: JsonContext) => LogRecord | undefined

const readers: Record<LineFormat, LineReader> = {
  plain: (line, context) => recordOfDraft({ body: line }, context),
  logfmt: (line, context) => {
    const pairs = readLogfmt(line)
    if (pairs === undefined) return undefined
    const record = recordOfObject(pairs, context)
    // Without a message the record's body is JSON: the line itself reads better
    return record.body.startsWith('{') ? { ...record, body: line } : record
  },
  syslog: (line, context) => {
    const found = readSyslog(line, context.now)
    return found && recordOfDraft({ ...found.draft, body: found.message }, context)
  },
  combined: (line, context) => {
    const found = readCombined(line, context.now)
    return found && recordOfDraft(draftOfAccess(line, found), context)
  },
}

const expected: Record<LineFormat, string> = {
  plain: 'text',
  logfmt: 'logfmt (key=value pairs)',
  syslog: 'syslog (RFC 5424 or RFC 3164)',
  combined: 'an access log (common or combined log format)',
}

/** Every line of a body as the given format; one that is not of that format becomes a reject. */
export function readLines(body: Buffer, format: LineFormat, context: JsonContext, bounds: Bounds, withOrigins?: boolean): Decoded {
  const records: LogRecord[] = []
  const origins = originsOf(records, withOrigins)
  const rejects: Decoded['rejects'] = []
  const read = readers[format]
  forEachLine(body, bounds, rejects, (line, start, end, index) => {
    if (line === '') return
    bounds.count()
    const record = read(line, context)
    if (record === undefined) return void rejects.push(rejectOf(body, start, end, `Not a line of ${expected[format]}; format=auto takes lines of any form`, index))
    records.push(record)
    origins?.mark(body, start, end, index)
  })
  return { records, rejects, origins }
}
