import type { ColumnRole } from '#shared/schemas/custom-table'
import type { AttributeValue, LogRecord } from '#shared/types/log-record'
import { levelOf } from '#shared/utils/severity'
import { bareName, bareType, type ColumnType } from '../../storage'
import { UNKNOWN_SERVICE } from '../decode/ids'

/** Reads something of a record that is no attribute; undefined where the record has none. */
export type ReadField = (record: LogRecord) => AttributeValue

const nonEmpty = (read: (record: LogRecord) => string): ReadField => record => read(record) || undefined

const time: ReadField = ({ seconds, nanos }) => `${new Date(seconds * 1000).toISOString().slice(0, -5)}.${String(nanos).padStart(9, '0')}Z`
const body = nonEmpty(record => record.body)
const level = nonEmpty(record => record.severityText || (record.severityNumber > 0 ? levelOf(record.severityNumber) : ''))
const severityNumber: ReadField = record => record.severityNumber || undefined
const service = nonEmpty(record => record.serviceName === UNKNOWN_SERVICE ? '' : record.serviceName)
const traceId = nonEmpty(record => record.traceId)
const spanId = nonEmpty(record => record.spanId)

/** The names that columns have for it, without case and punctuation. */
const named: readonly (readonly [names: string, read: ReadField])[] = [
  ['timestamp time ts', time],
  ['body message msg log', body],
  ['severitytext level severity loglevel', level],
  ['severitynumber', severityNumber],
  ['servicename service', service],
  ['traceid', traceId],
  ['spanid', spanId],
  ['traceflags', record => record.traceFlags || undefined],
  ['eventname', nonEmpty(record => record.eventName)],
  ['scopename', nonEmpty(record => record.scopeName)],
  ['scopeversion', nonEmpty(record => record.scopeVersion)],
  ['resourceattributes', record => record.resourceAttributes],
  ['scopeattributes', record => record.scopeAttributes],
  ['logattributes', record => record.logAttributes],
]
const byName = new Map(named.flatMap(([names, read]) => names.split(' ').map(name => [name, read] as const)))

/** What of a record, besides its attributes, a column of this name stands for. */
export const fieldNamed = (name: string): ReadField | undefined => byName.get(bareName(name))

/** What of a record a column takes by its role. The time and what has no column are the encoder's own. */
export function fieldOfRole(role: ColumnRole | undefined, type: ColumnType): ReadField | undefined {
  switch (role) {
    case 'body': return body
    case 'severity': return bareType(type).kind === 'Int' || bareType(type).kind === 'UInt' ? severityNumber : level
    case 'service': return service
    case 'traceId': return traceId
    case 'spanId': return spanId
    default: return undefined
  }
}

/** What is kept among the attributes without a column, under these names, where no column takes it. */
export const spareFields: readonly (readonly [name: string, read: ReadField])[] = [
  ['message', body], ['level', level], ['service', service], ['trace_id', traceId], ['span_id', spanId],
]
