import { ClickHouseException } from './exceptions'
import { readCsv } from './csv'
import { readCompactDocument, readDocument, readObjectOfObjects } from './json-document'
import { readArrays, readObjects } from './json-rows'
import type { RowsReader } from './rows'
import { readTsv } from './tsv'

/** ClickHouse's input formats (https://clickhouse.com/docs/interfaces/formats) that are read here, by their names and other names. */
const formats: readonly (readonly [reader: RowsReader, ...names: string[]])[] = [
  // Values that are texts are read as such in every format, so the formats of texts alone need no readers of their own.
  // JSONAsObject and JSONAsString put the whole object into one column; here it is read like any other row.
  [readObjects, 'JSONEachRow', 'JSONLines', 'NDJSON', 'JSONStringsEachRow', 'JSONAsObject', 'JSONAsString'],
  [readArrays('none'), 'JSONCompactEachRow', 'JSONCompactStringsEachRow'],
  [readArrays('names'), 'JSONCompactEachRowWithNames', 'JSONCompactStringsEachRowWithNames'],
  [readArrays('names and types'), 'JSONCompactEachRowWithNamesAndTypes', 'JSONCompactStringsEachRowWithNamesAndTypes'],
  [readDocument, 'JSON', 'JSONStrings'],
  [readCompactDocument, 'JSONCompact', 'JSONCompactStrings'],
  [readObjectOfObjects, 'JSONObjectEachRow'],
  [readCsv('none'), 'CSV'],
  [readCsv('names'), 'CSVWithNames'],
  [readCsv('names and types'), 'CSVWithNamesAndTypes'],
  [readTsv('none', false), 'TabSeparated', 'TSV'],
  [readTsv('names', false), 'TabSeparatedWithNames', 'TSVWithNames'],
  [readTsv('names and types', false), 'TabSeparatedWithNamesAndTypes', 'TSVWithNamesAndTypes'],
  [readTsv('none', true), 'TabSeparatedRaw', 'TSVRaw', 'Raw'],
  [readTsv('names', true), 'TabSeparatedRawWithNames', 'TSVRawWithNames', 'RawWithNames'],
  [readTsv('names and types', true), 'TabSeparatedRawWithNamesAndTypes', 'TSVRawWithNamesAndTypes', 'RawWithNamesAndTypes'],
]

const byName = new Map(formats.flatMap(([reader, ...names]) => names.map(name => [name.toLowerCase(), reader] as const)))
const supported = formats.map(([, name]) => name).join(', ')

/** @throws ClickHouseException UNKNOWN_FORMAT, naming those that are known */
export function formatReader(name: string): RowsReader {
  const reader = byName.get(name.toLowerCase())
  if (!reader) throw new ClickHouseException('UNKNOWN_FORMAT', `The format ${JSON.stringify(name.slice(0, 64))} can’t be read here. Use one of ${supported}`)
  return reader
}
