import type { LogRecord } from '#shared/types/log-record'
import { readJsonBody, readJsonRows } from '../decode/json-body'
import { isObject, kindOf } from '../decode/json-value'
import { originsOf } from '../decode/origins'
import { PositionalRows, type Header, type RowsReader, type RowsRequest } from './rows'

/** Adds the row of one JSON object, or answers why it can't be one. */
export function addObject(value: unknown, { table }: Pick<RowsRequest, 'table'>, records: LogRecord[]): string | undefined {
  if (!isObject(value)) return `Expected an object {"column": value, …}, got ${kindOf(value)}`
  for (const _name in value) return table.addRow(value, records)
  return 'The row is empty'
}

/** Adds the row of one JSON array, or answers why it can't be one. */
export function addArray(value: unknown, rows: PositionalRows, records: LogRecord[]): string | undefined {
  return Array.isArray(value) ? rows.add(value, records) : `Expected an array [value, …], got ${kindOf(value)}`
}

/** `JSONEachRow`: objects one behind the other, or an array of them (https://clickhouse.com/docs/interfaces/formats/JSONEachRow). */
export const readObjects: RowsReader = (request) => {
  const records: LogRecord[] = []
  const origins = originsOf(records, request.withOrigins)
  const rejects = readJsonBody(request.data, value => addObject(value, request, records), request.bounds, origins)
  return { records, rejects, origins }
}

/** `JSONCompactEachRow` and those with a header: arrays one behind the other (https://clickhouse.com/docs/interfaces/formats/JSONCompactEachRow). */
export const readArrays = (header: Header): RowsReader => (request) => {
  const records: LogRecord[] = []
  const origins = originsOf(records, request.withOrigins)
  const rows = new PositionalRows(request, header)
  const rejects = readJsonRows(request.data, value => addArray(value, rows, records), request.bounds, origins)
  return { records, rejects, origins }
}
