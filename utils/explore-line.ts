import type { LogqlLine } from '#shared/schemas/logql'
import type { Level } from '#shared/schemas/query'
import { formatNanos } from '#shared/utils/moment'
import { levelOfLine } from './context-labels'

/** A line as the list shows it: an answer of LogQL, with what every line has picked out of its labels. */
export interface ExploreLine {
  /** Names this very line. */
  readonly id: string
  /** The name of its source, where several are read. */
  readonly source?: string
  /** Nanoseconds since 1970, as text. */
  readonly time: string
  /** RFC 3339, UTC, nanoseconds. */
  readonly timestamp: string
  /** As the stages of the query left it. */
  readonly message: string
  readonly level: Level
  readonly service: string
  readonly stream: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  readonly parsed: Readonly<Record<string, string>>
}

export function toExploreLine({ id, source, time, line, stream, metadata, parsed }: LogqlLine): ExploreLine {
  return {
    id, time, stream, metadata, parsed,
    ...(source !== undefined && { source }),
    timestamp: formatNanos(BigInt(time)),
    message: line,
    level: levelOfLine({ stream, metadata }),
    service: stream.service_name ?? stream.service ?? '',
  }
}

/** Shown in columns of their own, or the same for every line of a source. */
const APART = new Set(['service_name', 'service', 'level', 'detected_level'])

/** The further labels of a line, those of the line itself first. */
export function labelsOf({ stream, metadata, parsed }: ExploreLine): { name: string, value: string }[] {
  return Object.entries({ ...parsed, ...metadata, ...stream })
    .filter(([name]) => !APART.has(name))
    .map(([name, value]) => ({ name, value }))
}
