import type { ClickHouseSettings } from '@clickhouse/client'

/** Formats of an answer: those that write rows and nothing else. In lower case: the engine takes any. */
const FORMATS = new Set((
  'JSON JSONStrings JSONColumns JSONColumnsWithMetadata JSONCompact JSONCompactStrings JSONCompactColumns JSONEachRow JSONLines NDJSON JSONStringsEachRow JSONEachRowWithProgress '
  + 'JSONCompactEachRow JSONCompactEachRowWithNames JSONCompactEachRowWithNamesAndTypes JSONCompactStringsEachRow JSONCompactStringsEachRowWithNames '
  + 'JSONCompactStringsEachRowWithNamesAndTypes JSONCompactEachRowWithProgress JSONObjectEachRow '
  + 'TabSeparated TabSeparatedRaw TabSeparatedWithNames TabSeparatedWithNamesAndTypes TabSeparatedRawWithNames TabSeparatedRawWithNamesAndTypes '
  + 'TSV TSVRaw TSVWithNames TSVWithNamesAndTypes TSVRawWithNames TSVRawWithNamesAndTypes CSV CSVWithNames CSVWithNamesAndTypes '
  + 'Native RowBinary RowBinaryWithNames RowBinaryWithNamesAndTypes Pretty PrettyCompact PrettyCompactMonoBlock PrettyMonoBlock PrettyNoEscapes PrettySpace PrettyJSONEachRow PrettyNDJSON '
  + 'Vertical Values Markdown XML Null Arrow ArrowStream Parquet'
).split(' ').map(name => name.toLowerCase()))

export const isSqlFormat = (name: string): boolean => FORMATS.has(name.toLowerCase())

/** Settings that say how an answer is written, and no more. All others that a client sends are left out. */
const OUTPUT = /^(?:output_format_(?:json|csv|tsv|pretty|native|binary|write|decimal|bool)_\w+|output_format_write_statistics|format_csv_delimiter|date_time_output_format|extremes|client_protocol_version|compress)$/

/** Of what a client sends, the settings that its answer is written with. */
export function outputSettings(given: Iterable<readonly [name: string, value: string]>): ClickHouseSettings {
  return Object.fromEntries([...given].filter(([name, value]) => OUTPUT.test(name) && value.length <= 100))
}
