import { describe, expect, it } from 'vitest'
import { deadLetterFilterSchema, MAX_LETTER_BYTES } from '#shared/schemas/dead-letters'
import { filterPart, idsPart, keptPart, readQuestion } from '~~/server/domain/dead-letters/question'
import { KIND, kindOfReason } from '~~/server/domain/dead-letters/reason-kinds'
import { deleteStatement, facetStatement, pageStatement, reasonStatement, totalStatement } from '~~/server/domain/dead-letters/statements'
import type { LetterScope } from '~~/server/domain/dead-letters'
import { MAX_RAW } from '~~/server/domain/ingest/decode/limits'

const scope: LetterScope = { projectId: 'p1', retentionDays: 7, sources: [{ id: 's1', name: 'app' }, { id: 's2', name: 'web' }], keys: [] }
const range = { start: '2026-01-15T12:00:00Z', end: '2026-01-15T13:00:00Z' }
const EVIL = `'; DROP TABLE x; --\\`
const KEY = '3MT14vAE1tpdQrQitzScjpSpkub'
const part = (filter: object = {}) => filterPart(readQuestion(scope, { ...range, ...filter }))

const WHERE = [
  'ProjectId = {project:String}',
  'ReceivedAt >= fromUnixTimestamp64Milli({start:Int64})',
  'ReceivedAt < fromUnixTimestamp64Milli({end:Int64})',
]
const PARAMS = { project: 'p1', start: '1768478400000', end: '1768482000000' }

describe('a filter', () => {
  it('always names its tenant', () => {
    expect(part()).toEqual({ sql: WHERE, params: PARAMS })
    expect(idsPart('p1', ['1-2']).sql[0]).toBe(WHERE[0])
    expect(idsPart('p1', ['1-2']).params.project).toBe('p1')
  })

  it('leaves out what the project keeps no longer, though it is still there', () => {
    expect(keptPart(scope, part())).toEqual({
      sql: [...WHERE, 'ReceivedAt > now64(3) - toIntervalDay({keptDays:UInt32})'], params: { ...PARAMS, keptDays: 7 },
    })
  })

  it('puts every value into a parameter', () => {
    const { sql, params } = part({ reason: [EVIL, 'b'], source: 'web', protocol: EVIL, key: KEY, text: EVIL })
    expect(sql.slice(3)).toEqual([
      `(Reason IN {reasons:Array(String)} OR ${KIND} IN {reasons:Array(String)})`,
      'SourceId IN {sourceIds:Array(String)}',
      'Protocol IN {protocols:Array(String)}',
      'KeyId IN {keyIds:Array(String)}',
      '(positionCaseInsensitiveUTF8(Reason, {text:String}) > 0 OR positionCaseInsensitiveUTF8(Raw, {text:String}) > 0)',
    ])
    expect(params).toEqual({ ...PARAMS, reasons: [EVIL, 'b'], sourceIds: ['s2'], protocols: [EVIL], keyIds: [KEY], text: EVIL })
  })

  it('takes letters of whole milliseconds, from the first one in the range to the last', () => {
    const { params } = part({ start: '2026-01-15T12:00:00.000000001Z', end: '2026-01-15T12:00:01.000000001Z' })
    expect(params).toMatchObject({ start: '1768478400001', end: '1768478401001' })
  })

  it('refuses a source that the project lacks, and a range that is empty', () => {
    expect(() => part({ source: 'other' })).toThrow('not found')
    expect(() => part({ end: range.start })).toThrow('empty')
  })

  it('is bounded', () => {
    const refused = [
      { ...range, reason: 'x'.repeat(4097) }, { ...range, reason: Array.from({ length: 101 }, String) }, { ...range, text: 'x'.repeat(1025) },
      { ...range, key: 'short' }, { ...range, source: 'No Slug' }, { start: range.start },
    ]
    for (const filter of refused) expect(deadLetterFilterSchema.safeParse(filter).success).toBe(false)
  })
})

describe('ids', () => {
  it('say their segments as numbers, each once', () => {
    expect(idsPart('p1', ['18446744073709551615-0', '18446744073709551615-1'])).toEqual({
      sql: [WHERE[0], 'Segment IN {segments:Array(UInt64)}', 'concat(toString(Segment), \'-\', toString(Ordinal)) IN {ids:Array(String)}'],
      params: { project: 'p1', segments: [18446744073709551615n], ids: ['18446744073709551615-0', '18446744073709551615-1'] },
    })
  })
  it.each(['18446744073709551616-0', '1-4294967296', '1', `1-1${EVIL}`])('refuse %s', (id) => {
    expect(() => idsPart('p1', [id])).toThrow('is not the id')
  })
})

describe('statements', () => {
  it('a page, and a page further on', () => {
    expect(pageStatement(part(), undefined, 51)).toMatchObject({ params: { ...PARAMS, table: 'dead_letters', limit: 51 } })
    const { sql, params } = pageStatement(part(), { time: 5n, segment: 9n, ordinal: 3 }, 51)
    expect(sql).toContain(`WHERE ${WHERE.join('\n  AND ')}\n  AND ReceivedAt <= fromUnixTimestamp64Milli({afterTime:Int64})\n`
      + '  AND (ReceivedAt, Segment, Ordinal) < (fromUnixTimestamp64Milli({afterTime:Int64}), {afterSegment:UInt64}, {afterOrdinal:UInt32})\n'
      + 'ORDER BY ReceivedAt DESC, Segment DESC, Ordinal DESC\nLIMIT {limit:UInt32}')
    expect(params).toMatchObject({ afterTime: '5', afterSegment: '9', afterOrdinal: 3 })
  })

  it('counts, each without what the filter says of its own column', () => {
    const question = readQuestion(scope, { ...range, reason: 'a', protocol: 'raw' })
    expect(facetStatement('reasons', filterPart(question, 'reasons')).sql).toBe(
      `SELECT ${KIND} AS value, count() AS letters\nFROM {table:Identifier}\nWHERE ${WHERE.join('\n  AND ')}\n  AND Protocol IN {protocols:Array(String)}\n`
      + 'GROUP BY value\nORDER BY letters DESC, value\nLIMIT {limit:UInt32}')
    expect(totalStatement(filterPart(question)).sql).toContain(' IN {reasons:Array(String)})\n  AND Protocol IN')
  })

  it('changes, which name database, table and tenant by parameter', () => {
    const letters = idsPart('p1', ['1-2'])
    expect(deleteStatement('db', letters)).toEqual({
      sql: `DELETE FROM {database:Identifier}.{table:Identifier}\nWHERE ${letters.sql.join('\n  AND ')}`,
      params: { ...letters.params, database: 'db', table: 'dead_letters' },
    })
    const update = reasonStatement('db', letters, ['1-2'], [EVIL])
    expect(update.sql).not.toContain('DROP')
    expect(update.sql).toContain(letters.sql.join('\n  AND '))
    expect(update.params).toMatchObject({ changed: ['1-2'], reasons: [EVIL], project: 'p1' })
  })
})

describe('reasons are counted', () => {
  it.each([
    ['column status UInt16: "abc" is not a whole number', 'column status UInt16: … is not a whole number'],
    ['column status UInt16: 70000 is outside 0 to 65535', 'column status UInt16: … is outside 0 to 65535'],
    ['column flags Array(Bool): in the array: "a: b is not" is neither true nor false', 'column flags Array(Bool): … is neither true nor false'],
    ['column price Decimal(4, 2): 1234.5 has more than 2 digits before the point', 'column price Decimal(4, 2): … has more than 2 digits before the point'],
    ['column x Float32: 1e300 is larger than a Float32 can be', 'column x Float32: … is larger than a Float32 can be'],
    ['Expected a JSON object, got a number', 'Expected a JSON object, got a number'],
    ['column time DateTime: the time of the line is outside 1970 to 2106', 'column time DateTime: … is outside 1970 to 2106'],
  ])('%s', (reason, kind) => expect(kindOfReason(reason)).toBe(kind))
})

describe('the limit of a letter', () => {
  it('is the one that ingest cuts at', () => expect(MAX_LETTER_BYTES).toBe(MAX_RAW))
})
