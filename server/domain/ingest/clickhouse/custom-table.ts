import type { CustomTable } from '#shared/types/custom-table'
import type { AttributeValue } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { filledColumns, type FilledColumn } from '../custom/columns'
import type { Bounds } from '../decode/bounds'
import { attributesOf, isObject } from '../decode/json-value'
import { momentOfMillis, parseMoment } from '../decode/time'
import { readMap } from './map-text'
import type { Table } from './table'

/**
 * The table of a `custom` source. A column takes the value of its name as it is, whatever the mapping says of other
 * senders' lines; what a row leaves out gets the column's default, but for the time, which is `now`.
 */
export function customTable(custom: CustomTable, now: number, { maxNesting }: Bounds): Table {
  const columns = filledColumns(custom)
  const byName = new Map(columns.map(column => [column.name, column]))
  const { time } = custom.mapping
  return {
    columns: columns.map(({ name }) => name),
    maps: new Set(columns.filter(({ type }) => type.kind === 'Map').map(({ name }) => name)),
    addRow(row, records) {
      const given = Object.hasOwn(row, time) ? row[time] : undefined
      const moment = given === undefined || given === null ? momentOfMillis(now) : parseMoment(given, now)
      if (moment === undefined) return `${time} is neither a date and time nor a number of seconds, ms, µs or ns since 1970 (or lies outside 1900 to 2262)`
      const names = Object.keys(row).filter(name => name !== time)
      // What has a column of its own goes before what came among the rest.
      names.sort((a, b) => Number(byName.get(b)?.role === 'rest') - Number(byName.get(a)?.role === 'rest'))
      records.push({
        ...moment, severityNumber: 0, severityText: '', serviceName: '', body: '', traceId: '', spanId: '', traceFlags: 0, eventName: '',
        scopeName: '', scopeVersion: '', resourceAttributes: NO_ATTRIBUTES, scopeAttributes: NO_ATTRIBUTES,
        logAttributes: attributesOf(names.flatMap(name => entriesOf(byName.get(name), name, row[name], maxNesting))),
      })
      return undefined
    },
  }
}

/** A value under the name of the attribute that its column takes; what keeps the rest brings its entries. */
function entriesOf(column: FilledColumn | undefined, name: string, value: AttributeValue, maxNesting: number): [string, AttributeValue][] {
  const isMap = column?.type.kind === 'Map' || column?.role === 'rest'
  const unpacked = isMap && typeof value === 'string' ? readMap(value, maxNesting) ?? value : value
  if (column?.role === 'rest' && isObject(unpacked)) return Object.entries(unpacked)
  return [[column?.attribute ?? name, unpacked]]
}
