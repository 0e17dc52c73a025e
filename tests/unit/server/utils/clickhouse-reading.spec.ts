import { expect, it } from 'vitest'
import { isSqlFormat, outputSettings } from '~~/server/domain/query'
import { isInsert } from '~~/server/utils/clickhouse-reading'

it.each<[string, boolean]>([
  ['INSERT INTO app', true], ['insert', true], [' \n-- SELECT\n/* x */ # y\n#! z\nINSERT', true], ['SELECT \'INSERT\'', false], ['INSERTED', false], ['-- INSERT', false], ['/* INSERT', false], ['', false],
  ['WITH x AS (SELECT 1) INSERT', false],
])('knows an INSERT: %j', (text, expected) => {
  expect(isInsert(text)).toBe(expected)
})

it('finds no INSERT behind very many comments, soon', () => {
  expect(isInsert(`${'/**/ -- x\n'.repeat(6000)}SELECT`)).toBe(false)
})

it('passes on settings that say how an answer is written, and no others', () => {
  const given: [string, string][] = [
    ['output_format_json_quote_64bit_integers', '1'], ['format_csv_delimiter', ';'], ['compress', '1'], ['client_protocol_version', '54460'],
    ['readonly', '0'], ['max_execution_time', '0'], ['output_format_schema', '/tmp/x'], ['format_schema', 'x'], ['role', 'x'], ['session_id', 'x'], ['database', 'system'], ['query', 'SELECT 1'],
    ['additional_table_filters', '{}'], ['param_x', '1'], ['output_format_csv_x', 'y'.repeat(101)], ['stacktrace', '1'], ['http_response_headers', '{}'],
  ]
  expect(Object.keys(outputSettings(given))).toEqual(['output_format_json_quote_64bit_integers', 'format_csv_delimiter', 'compress', 'client_protocol_version'])
})

it('knows formats of rows', () => {
  expect(['JSON', 'jsoneachrow', 'Native', 'RowBinary', 'Template', 'CapnProto', 'Protobuf', 'HTML', 'MySQLWire', 'SQLInsert', ''].map(isSqlFormat)).toEqual([true, true, true, true, ...Array<boolean>(7).fill(false)])
})
