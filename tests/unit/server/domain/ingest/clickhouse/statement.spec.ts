import { describe, expect, it } from 'vitest'
import { readStatement } from '~~/server/domain/ingest/clickhouse'

const values: Record<string, string> = { database: 'my db', table: 'app', empty: '' }
const read = (text: string) => readStatement(Buffer.from(text), name => values[name])
const insert = (text: string) => {
  const { settings, ...statement } = read(text)!
  return { ...statement, settings: Object.fromEntries(settings), data: Buffer.from(text).subarray(statement.dataAt).toString() }
}
const plain = { database: undefined, table: 'app', columns: undefined, settings: {}, format: 'JSONEachRow' }

describe('readStatement', () => {
  it.each<[string, object]>([
    ['INSERT INTO app FORMAT JSONEachRow', {}],
    ['insert into app format JSONEachRow', {}],
    ['INSERT INTO TABLE app FORMAT JSONEachRow;', {}],
    ['INSERT app FORMAT JSONEachRow', {}],
    ['  /* one\ntwo */ INSERT -- three\n INTO # four\n app FORMAT JSONEachRow', {}],
    ['INSERT INTO default.app FORMAT JSONEachRow', { database: 'default' }],
    ['INSERT INTO "my db"."app" FORMAT JSONEachRow', { database: 'my db' }],
    ['INSERT INTO `my db` . `app` FORMAT JSONEachRow', { database: 'my db' }],
    ['INSERT INTO {database:Identifier}.{table:Identifier} FORMAT JSONEachRow', { database: 'my db' }],
    ['INSERT INTO { table : Identifier } FORMAT JSONEachRow', {}],
    ['INSERT INTO my-app_2 FORMAT JSONEachRow', { table: 'my-app_2' }],
    ['INSERT INTO "a""b\\"c\\\\" FORMAT JSONEachRow', { table: 'a"b"c\\' }],
    ['INSERT INTO журнал FORMAT JSONEachRow', { table: 'журнал' }],
    ['INSERT INTO app--comment\n FORMAT JSONEachRow', {}],
    ['INSERT INTO app(Timestamp, `Body`, a.b) FORMAT JSONEachRow', { columns: { names: ['Timestamp', 'Body', 'a.b'], except: false } }],
    ['INSERT INTO app (*) FORMAT JSONEachRow', { columns: { names: [], except: true } }],
    ['INSERT INTO app (* EXCEPT (Body, EventName)) FORMAT JSONEachRow', { columns: { names: ['Body', 'EventName'], except: true } }],
    ['INSERT INTO app (* EXCEPT Body) FORMAT JSONEachRow', { columns: { names: ['Body'], except: true } }],
    ['INSERT INTO app SETTINGS async_insert=1, x = \'it\'\'s\', y=-0.5, z=true FORMAT JSONEachRow', { settings: { async_insert: '1', x: 'it\'s', y: '-0.5', z: 'true' } }],
  ])('reads %s', (text, expected) => expect(insert(text)).toMatchObject({ ...plain, ...expected, data: '' }))

  it.each<[string, string]>([
    ['INSERT INTO app FORMAT CSV\na,b\n', 'a,b\n'], ['INSERT INTO app FORMAT CSV \t\r\na', 'a'], ['INSERT INTO app FORMAT CSV {"a":1}', '{"a":1}'],
    ['INSERT INTO app FORMAT TSV\n\ta', '\ta'], ['INSERT INTO app FORMAT CSV\n\na', '\na'], ['INSERT INTO app FORMAT CSV;\na', 'a'], ['INSERT INTO app FORMAT CSV\n;a', ';a'],
    ['INSERT INTO app FORMAT CSV\n"not closed, and /* no comment', '"not closed, and /* no comment'],
  ])('finds the rows behind %j', (text, data) => expect(insert(text).data).toBe(data))

  it.each(['', ' ', 'INSERT', 'INSERT INTO', 'INSERT INTO app', 'INSERT INTO app.', 'INSERT INTO app (a', 'INSERT INTO app (a, ', 'INSERT INTO {table:', 'INSERT INTO app SETTINGS a =', 'INSERT INTO app FORMAT', '-- only\n'])(
    'says that %j ends too early', text => expect(read(text)).toBeUndefined())

  it.each<[string, string]>([
    ['SELECT * FROM app', 'NOT_IMPLEMENTED'], ['SELECT 1 FROM app', 'NOT_IMPLEMENTED'], ['SELECT 1, 2', 'NOT_IMPLEMENTED'], ['SELECT version()', 'NOT_IMPLEMENTED'], ['SELECT 1 FORMAT JSON', 'NOT_IMPLEMENTED'],
    ['SELECT 1; DROP TABLE app', 'NOT_IMPLEMENTED'], ['DROP TABLE app', 'NOT_IMPLEMENTED'], ['CREATE TABLE x (a Int8)', 'NOT_IMPLEMENTED'], ['{"a":1}', 'NOT_IMPLEMENTED'],
    ['INSERT INTO FUNCTION file(\'x\') FORMAT CSV', 'NOT_IMPLEMENTED'], ['INSERT INTO app SELECT 1', 'NOT_IMPLEMENTED'], ['INSERT INTO app FROM INFILE \'/etc/passwd\' FORMAT CSV', 'NOT_IMPLEMENTED'],
    ['INSERT INTO app WITH x AS 1 SELECT x', 'NOT_IMPLEMENTED'], ['INSERT INTO app PARTITION BY x FORMAT CSV', 'NOT_IMPLEMENTED'],
    ['INSERT INTO app VALUES (1)', 'UNKNOWN_FORMAT'], ['INSERT INTO app (a) VALUES (1)', 'UNKNOWN_FORMAT'],
    ['INSERT INTO {other:Identifier} FORMAT CSV', 'UNKNOWN_QUERY_PARAMETER'], ['INSERT INTO {empty:Identifier} FORMAT CSV', 'UNKNOWN_QUERY_PARAMETER'], ['INSERT INTO {table:String} FORMAT CSV', 'SYNTAX_ERROR'],
    ['INSERT INTO app {"a":1}', 'SYNTAX_ERROR'], ['INSERT INTO app, b FORMAT CSV', 'SYNTAX_ERROR'], ['INSERT INTO \'app\' FORMAT CSV', 'SYNTAX_ERROR'], ['INSERT INTO 1app FORMAT CSV', 'SYNTAX_ERROR'],
    ['INSERT INTO "" FORMAT CSV', 'SYNTAX_ERROR'], ['INSERT INTO "app FORMAT CSV', 'SYNTAX_ERROR'], ['/* INSERT INTO app FORMAT CSV', 'SYNTAX_ERROR'], ['INSERT INTO a.b.c FORMAT CSV', 'SYNTAX_ERROR'],
    ['INSERT INTO app (a, a) FORMAT CSV', 'SYNTAX_ERROR'], ['INSERT INTO app () FORMAT CSV', 'SYNTAX_ERROR'], ['INSERT INTO app (* a) FORMAT CSV', 'SYNTAX_ERROR'], ['INSERT INTO app FORMAT \'CSV\'', 'SYNTAX_ERROR'],
  ])('refuses %s with %s', (text, exception) => expect(() => read(text)).toThrow(expect.objectContaining({ exception }) as Error))

  it('refuses more columns than a table has', () => {
    const columns = Array.from({ length: 2000 }, (_, i) => `c${i}`).join(',')
    expect(() => read(`INSERT INTO app (${columns}) FORMAT CSV`)).toThrow(expect.objectContaining({ exception: 'SYNTAX_ERROR' }) as Error)
  })

  it('survives what is no text', () => {
    for (const bytes of [[0], [0xFF, 0xFE], [0x2D], [0x2F], [0x5C], [0x22, 0x5C], [0x60, 0, 0x60]]) {
      expect(() => readStatement(Buffer.from(bytes), () => undefined)).toThrow(expect.objectContaining({ name: 'AppError' }) as Error)
    }
  })
})
