import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import { bodies, insert, NOW, raws, reasons } from './support'

/** The same two rows in each format, as ClickHouse 26.7 itself writes them. */
const written = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../../../fixtures/clickhouse-formats.json'), 'utf8')) as Record<string, string>
const named = '(Timestamp, TraceId, SeverityNumber, SeverityText, ServiceName, Body, LogAttributes)'
const fields = (n: number) => ({
  seconds: 1_767_323_045 + n, nanos: 123_456_789, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', severityNumber: 17 - n, severityText: 'ERROR', serviceName: 'shop',
  body: `a "quoted", 'single'\tcell\\ ${n} and ä€ {'x':1}`, logAttributes: { 'k': 'v', 'q\'x': 'a,b\\c\n', 'tab': 'a\tb"' },
})

/** In the middle of the second row. */
const cutOff = (rows: string) => rows.slice(0, rows.lastIndexOf('shop'))

describe('what ClickHouse writes', () => {
  it.each(Object.entries(written))('is read back: %s', (format, rows) => {
    // Those without names take the columns of the statement.
    const decoded = insert(format, rows, { columns: named })
    expect(decoded.rejects).toEqual([])
    expect(decoded.records).toMatchObject([fields(0), fields(1)])
  })

  it.each(Object.entries(written))('is read back with CR LF, and without the last line feed: %s', (format, rows) => {
    const decoded = insert(format, rows.trimEnd().replaceAll('\n', '\r\n'), { columns: named })
    expect(decoded.rejects).toEqual([])
    expect(decoded.records).toMatchObject([fields(0), fields(1)])
  })

  it.each(Object.entries(written).filter(([format]) => !/^JSON(?:Strings|Compact|CompactStrings)?$|ObjectEachRow/.test(format)))('keeps the good rows beside one that is cut off: %s', (format, rows) => {
    const { records, rejects } = insert(format, cutOff(rows), { columns: named })
    expect(records).toMatchObject([fields(0)])
    expect(rejects).toHaveLength(1)
    expect(rejects[0]!.index).toBe(1 + (format.includes('Types') ? 2 : format.includes('Names') ? 1 : 0))
  })

  it.each(['JSON', 'JSONCompact', 'JSONObjectEachRow'])('keeps the good rows of a document that is cut off: %s', (format) => {
    const { records, rejects } = insert(format, cutOff(written[format]!), { columns: named })
    expect(records).toMatchObject([fields(0)])
    expect(rejects.length).toBeGreaterThan(0)
  })
})

describe('names of formats', () => {
  it.each(['JSONEachRow', 'jsoneachrow', 'NDJSON', 'JSONLines', 'JSONAsObject', 'JSONAsString'])('knows %s', format => expect(bodies(insert(format, '{"message":"a"}'))).toEqual(['a']))

  it.each(['Native', 'RowBinary', 'Values', 'Parquet', 'Protobuf', 'JSONColumns', 'toString', '__proto__', ''])('refuses “%s” and names those that it knows', (format) => {
    expect(() => insert(format || '""', '')).toThrow(/JSONEachRow.*CSV|Expected the name of a format/)
  })
})

describe('JSONEachRow', () => {
  it.each<[string, string]>([
    ['lines', '{"message":"a"}\n{"message":"b"}'], ['an array', '[{"message":"a"},{"message":"b"}]'], ['commas', '{"message":"a"},\n{"message":"b"}'],
    ['commas in one line', '{"message":"a"},{"message":"b"}'], ['nothing between', '{"message":"a"}{"message":"b"}'], ['several lines', '{\n"message":\n"a"}\n{"message":"b"\n}'],
  ])('takes %s', (_what, rows) => expect(insert('JSONEachRow', rows)).toMatchObject({ records: [{ body: 'a' }, { body: 'b' }], rejects: [] }))

  it('takes commas behind any number of rows', () => {
    const decoded = insert('JSONEachRow', '{"message":"a"},\n'.repeat(120_000))
    expect([decoded.records.length, decoded.rejects.length]).toEqual([120_000, 0])
  })

  it('says where a row is wrong', () => {
    const decoded = insert('JSONEachRow', '{"message":"a"}\n["b"]\n{}\n{"Timestamp":"never","Body":"x"}\n{oops\n{"message":"b"}')
    expect(bodies(decoded)).toEqual(['a', 'b'])
    expect(decoded.rejects.map(({ index }) => index)).toEqual([1, 2, 3, 4])
    expect(raws(decoded)).toEqual(['"b"', '{}', '{"Timestamp":"never","Body":"x"}', '{oops'])
    expect(reasons(decoded)[2]).toMatch(/^Timestamp is neither/)
  })

  it('takes nothing as nothing', () => expect(insert('JSONEachRow', ' \n')).toEqual({ records: [], rejects: [] }))
})

describe('JSONCompactEachRow', () => {
  it('takes the columns in the order of the table where nobody names them', () => {
    const row = ['2026-01-02T03:04:05Z', '', '', 0, 'warn', 13, 'shop', 'text', '', { host: 'h' }, '', 'lib', '1', {}, { a: 1 }, 'event']
    expect(insert('JSONCompactEachRow', JSON.stringify(row))).toMatchObject({
      records: [{ seconds: 1_767_323_045, severityText: 'warn', body: 'text', resourceAttributes: { host: 'h' }, scopeName: 'lib', scopeVersion: '1', logAttributes: { a: 1 }, eventName: 'event' }], rejects: [],
    })
  })

  it('leaves columns out that the statement excepts', () => {
    expect(insert('JSONCompactEachRow', '["a"]', { columns: '(Body)' })).toMatchObject({ records: [{ body: 'a', seconds: NOW / 1000 }] })
    expect(reasons(insert('JSONCompactEachRow', '["a"]', { columns: '(* EXCEPT (Body, Timestamp))' }))).toEqual([expect.stringMatching(/^Expected 14 values \(TraceId, /)])
  })

  it.each<[string, string, string[], string]>([
    ['a row that is too short', '["a"]\n["b",1]', ['b'], 'Expected 2 values (Body, n), got 1'], ['an object', '{"Body":"a"}\n["b",1]', ['b'], 'Expected an array [value, …], got an object'],
    ['commas', '["a",1],\n["b",2]', ['a', 'b'], ''], ['one line', '["a",1]["b",2]', ['a', 'b'], ''], ['nested arrays', '[["a"],1]\n["b",[2,[3]]]', ['["a"]', 'b'], ''],
  ])('takes %s as it is', (_what, rows, expected, reason) => {
    const decoded = insert('JSONCompactEachRow', rows, { columns: '(Body, n)' })
    expect(bodies(decoded)).toEqual(expected)
    expect(reasons(decoded)).toEqual(reason ? [reason] : [])
  })

  it.each<[string, string]>([
    ['[1,2]\n["a","b"]', 'The first row must be the names of the columns'], ['["a","a"]\n["a","b"]', 'The first row names a column twice'], ['[]\n[]', 'The first row must be the names of the columns'],
  ])('takes no row behind a header that is none: %s', (rows, reason) => {
    expect(reasons(insert('JSONCompactEachRowWithNames', rows))).toEqual([reason, reason])
  })

  it('reads values by the names of the header, whatever they are', () => {
    expect(insert('JSONCompactEachRowWithNames', '["message","level","__proto__","n"]\n["a","error",{"x":1},12345678901234567890]').records).toMatchObject([
      { body: 'a', severityNumber: 17, logAttributes: { ['__proto__']: { x: 1 }, n: 12_345_678_901_234_567_890n } },
    ])
  })
})

describe('documents', () => {
  it.each<[string, string, string]>([
    ['JSON', '{"rows":1}', 'Expected {"data": [row, …]}'], ['JSON', '[]', 'Expected {"data": [row, …]}'], ['JSON', 'x', 'Expected {"data": [row, …]}'], ['JSONCompact', '{"meta":[]}', 'Expected {"data": [row, …]}'],
    ['JSON', '{"data":[["a"]]}', 'Expected an object {"column": value, …}, got an array'], ['JSONCompact', '{"data":[{"a":1}]}', 'Expected an array [value, …], got an object'],
    ['JSONObjectEachRow', '[1]', 'Expected {"name of a row": {"column": value, …}, …}'], ['JSONObjectEachRow', '{"a":[1]}', 'Expected an object {"column": value, …}, got an array'],
    ['JSONObjectEachRow', '{"a":{"x":[\n{"message":"inner"}\n', 'The rest of the object is not valid JSON (cut off?)'],
  ])('%s refuses %s', (format, rows, reason) => expect(insert(format, rows)).toMatchObject({ records: [], rejects: [{ reason }] }))

  it('take rows wherever they stand', () => {
    expect(bodies(insert('JSON', '\uFEFF{"x":{"data":[{"message":"no"}]},"d\\u0061ta":[{"message":"a"},{"message":"b"}],"data":[{"message":"c"}]}'))).toEqual(['a', 'b'])
    expect(bodies(insert('JSONObjectEachRow', '{"r1":{"message":"a"}, "r2": {"message":\n"b"}, "r3": {oops}, "r4": {"message":"c"}}'))).toEqual(['a', 'b', 'c'])
  })

  it('are empty without rows', () => {
    for (const format of ['JSON', 'JSONCompact', 'JSONObjectEachRow']) expect(insert(format, ' ')).toEqual({ records: [], rejects: [] })
    expect(insert('JSON', '{"data":[]}')).toEqual({ records: [], rejects: [] })
  })
})

describe('CSV', () => {
  const csv = (rows: string, settings = {}) => insert('CSV', rows, { columns: '(Body, a, b)', settings })

  it.each<[string, string, [string, object][]]>([
    ['bare cells, without the blanks around them', ' a b , c ,\td', [['a b', { a: 'c', b: 'd' }]]], ['empty cells and NULL', 'x,,\\N', [['x', {}]]], ['quoted emptiness', 'x,"",', [['x', { a: '' }]]],
    ['quotes in quotes', '"say ""hi""",1,2', [['say "hi"', { a: '1', b: '2' }]]], ['line feeds in quotes', '"a\nb",1,2\nc,3,4', [['a\nb', { a: '1', b: '2' }], ['c', { a: '3', b: '4' }]]],
    ['blanks around quotes', ' "a" , "b" ,"c" ', [['a', { a: 'b', b: 'c' }]]], ['blank lines', '\n\na,b,c\r\n\r\n', [['a', { a: 'b', b: 'c' }]]], ['a quote within a bare cell', 'a"b,c,d', [['a"b', { a: 'c', b: 'd' }]]],
    ['a byte order mark', '\uFEFFa,b,c', [['a', { a: 'b', b: 'c' }]]], ['a carriage return of its own', 'a\rb,c,d', [['a\rb', { a: 'c', b: 'd' }]]],
  ])('reads %s', (_what, rows, expected) => {
    const { records, rejects } = csv(rows)
    expect(rejects).toEqual([])
    expect(records.map(({ body, logAttributes }) => [body, logAttributes])).toEqual(expected)
  })

  it.each<[string, string, string]>([
    ['text behind a quote', '"a"x,1,2\nb,3,4', 'Text behind a closing quote'], ['a quote that is not closed', '"a,1,2\nb,3,4', 'A quote is not closed'], ['too many cells', 'a,1,2,3\nb,3,4', 'Expected 3 values (Body, a, b), got 4'],
    ['too few cells', 'a\nb,3,4', 'Expected 3 values (Body, a, b), got 1'],
  ])('refuses %s and takes the next line', (_what, rows, reason) => {
    const decoded = csv(rows)
    expect(bodies(decoded)).toEqual(['b'])
    expect(decoded.rejects).toMatchObject([{ reason, index: 0 }])
    expect(raws(decoded)).toEqual([rows.split('\n')[0]])
  })

  it('takes another delimiter', () => {
    expect(bodies(csv('a;1;2', { format_csv_delimiter: ';' }))).toEqual(['a'])
    expect(csv('a\t"1"\t\n', { format_csv_delimiter: '\t' }).records).toMatchObject([{ body: 'a', logAttributes: { a: '1' } }])
    for (const format_csv_delimiter of ['ab', '"', '\n', 'ä']) expect(() => csv('a', { format_csv_delimiter })).toThrow(expect.objectContaining({ exception: 'BAD_ARGUMENTS' }) as Error)
  })

  it.each(['format_csv_null_representation', 'input_format_csv_skip_first_lines', 'format_csv_allow_single_quotes'])('refuses %s, which it would read otherwise', (name) => {
    expect(() => csv('a', { [name]: '1' })).toThrow(expect.objectContaining({ exception: 'UNKNOWN_SETTING' }) as Error)
    expect(() => csv('a', { [name]: '0' })).not.toThrow()
  })

  it('refuses lines that are too long, and only them', () => {
    const limits = { ...DEFAULT_LIMITS, maxLineBytes: 100, maxRecords: 1000 }
    const decoded = insert('CSV', `${'x'.repeat(101)}\n"${'y\n'.repeat(60)}"\n${','.repeat(200)}\ngood\n`, { columns: '(Body)', limits })
    expect(bodies(decoded)).toEqual(['good'])
    expect(new Set(reasons(decoded))).toEqual(new Set(['The line is longer than 100 bytes; send it in pieces']))
  })
})

describe('TabSeparated', () => {
  it('undoes escapes, which TabSeparatedRaw does not know', () => {
    const row = 'a\\tb\\\\ \\x41 \\\'\\q\t\\N\t\n'
    expect(insert('TSV', row, { columns: '(Body, a, b)' }).records).toMatchObject([{ body: 'a\tb\\ A \'q', logAttributes: {} }])
    expect(insert('TSVRaw', row, { columns: '(Body, a, b)' }).records).toMatchObject([{ body: 'a\\tb\\\\ \\x41 \\\'\\q', logAttributes: { a: '\\N' } }])
  })

  it('knows line feeds behind a backslash', () => {
    expect(bodies(insert('TSV', 'a\\\nb\nc\\\\\nd', { columns: '(Body)' }))).toEqual(['a\nb', 'c\\', 'd'])
    expect(bodies(insert('TSVRaw', 'a\\\nb', { columns: '(Body)' }))).toEqual(['a\\', 'b'])
  })

  it('refuses lines that are too long, and only them', () => {
    const limits = { ...DEFAULT_LIMITS, maxLineBytes: 10, maxRecords: 1000 }
    expect(bodies(insert('TSV', `${'x'.repeat(11)}\n${'y\\\n'.repeat(20)}\ngood\n`, { columns: '(Body)', limits })).at(-1)).toBe('good')
  })
})

it('bounds the columns that a header names, and the values of a request', () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`).join(',')
  expect(reasons(insert('CSVWithNames', `${names(1025)}\n`))).toEqual(['The first row names more than 1024 columns'])
  const long = Array.from({ length: 100 }, (_, i) => `${'x'.repeat(1000)}${i}`).join(',')
  expect(() => insert('CSVWithNames', `${long}\n${`${','.repeat(99)}\n`.repeat(5000)}`)).toThrow(expect.objectContaining({ code: 'too_large' }) as Error)
  expect(() => insert('CSVWithNames', `${names(1000)}\n${`${'1,'.repeat(999)}1\n`.repeat(16_001)}`)).toThrow(expect.objectContaining({ exception: 'QUERY_IS_TOO_LARGE' }) as Error)
})

it.each(['JSONEachRow', 'CSV', 'TSV', 'JSONCompactEachRow'])('counts what a request may hold: %s', (format) => {
  const row = { JSONEachRow: '{"a":1}\n', CSV: 'a\n', TSV: 'a\n', JSONCompactEachRow: '["a"]\n' }[format]!
  const limits = { ...DEFAULT_LIMITS, maxLineBytes: 1000, maxRecords: 10 }
  expect(insert(format, row.repeat(10), { columns: '(Body)', limits }).records).toHaveLength(10)
  expect(() => insert(format, row.repeat(11), { columns: '(Body)', limits })).toThrow(expect.objectContaining({ code: 'too_large' }) as Error)
})
