import type { Decoded, LogRecord } from '#shared/types/log-record'
import { DEFAULT_LIMITS, type DecodeLimits } from '../decode/bounds'
import { rejectOf, tooLong } from '../decode/limits'
import { originsOf } from '../decode/origins'
import { jsonContext, type JsonContext } from '../json'
import { recordOfAnyLine } from '../raw/auto'
import { recordOfDraft } from '../raw/draft'
import { levelOfLine } from '../raw/line-level'
import { readSyslog } from '../raw/syslog'
import type { SyslogFrame } from './framing'

export { SyslogFramer, type SyslogFrame } from './framing'

/** Label in metrics and dead letters. */
export const SYSLOG = 'syslog'

export interface SyslogContext {
  /** When the messages came, in milliseconds since 1970: the time of those that carry none. */
  readonly now: number
  readonly limits?: DecodeLimits
  /** Seconds since 1970 of a time that was read as UTC and is this machine's, as syslog's times without a zone are. */
  readonly zone?: (seconds: number) => number
  /** As for all decoders, see protocol.ts. */
  readonly withOrigins?: boolean | undefined
}

/**
 * The records of syslog messages, one each, RFC 5424 or RFC 3164. The body is the message without its header, and the
 * address it came from becomes an attribute. A text without a `<PRI>` is taken for a line in whatever form it is, as
 * rsyslog and Vector do: the header is often left out, and the line is what its sender wants kept.
 */
export function decodeSyslog(frames: Iterable<SyslogFrame>, { now, limits = DEFAULT_LIMITS, zone = inLocalZone, withOrigins }: SyslogContext): Decoded {
  const records: LogRecord[] = []
  const rejects: Decoded['rejects'] = []
  const origins = originsOf(records, withOrigins)
  const context = jsonContext({ now, maxNesting: limits.maxNesting })
  for (const { raw, reason, peer } of frames) {
    const end = trimmedLength(raw)
    if (reason !== undefined) rejects.push(rejectOf(raw, 0, raw.length, reason))
    else if (end > limits.maxLineBytes) rejects.push(rejectOf(raw, 0, end, tooLong(limits.maxLineBytes)))
    else {
      const line = raw.toString('utf8', 0, end).replace(/^\uFEFF/, '')
      if (line.trim() !== '') records.push(withPeer(recordOfMessage(line, context, zone), peer))
      origins?.mark(raw, 0, end)
    }
  }
  return { records, rejects, origins }
}

/** LF, CR LF and NUL at the end belong to the framing, also where the count of bytes takes them in. */
function trimmedLength(raw: Buffer): number {
  let end = raw.length
  while (end > 0 && (raw[end - 1] === 10 || raw[end - 1] === 13 || raw[end - 1] === 0)) end--
  return end
}

function recordOfMessage(line: string, context: JsonContext, zone: (seconds: number) => number): LogRecord {
  const found = readSyslog(line, context.now)
  if (found === undefined) return recordOfAnyLine(line, context)
  const { draft, message, isLocal } = found
  const time = draft.time !== undefined && isLocal ? { ...draft.time, seconds: zone(draft.time.seconds) } : draft.time
  return recordOfDraft({
    ...draft, time,
    // With nothing behind the header, the header is the line
    body: message === '' ? line : message,
    severity: draft.severity ?? levelOfLine(message, 0),
  }, context)
}

function withPeer(record: LogRecord, peer: string | undefined): LogRecord {
  if (peer === undefined) return record
  return { ...record, logAttributes: { ...record.logAttributes, 'network.peer.address': peer } }
}

/** The moment at which clocks of this machine's zone show what UTC's clocks show at `seconds`. */
function inLocalZone(seconds: number): number {
  const shown = new Date(seconds * 1000)
  return new Date(
    shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate(), shown.getUTCHours(), shown.getUTCMinutes(), shown.getUTCSeconds(),
  ).getTime() / 1000
}
