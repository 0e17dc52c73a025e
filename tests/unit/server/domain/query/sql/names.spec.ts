import { describe, expect, it } from 'vitest'
import { Naming } from '~~/server/domain/query/sql/names'
import { tokensOf } from '~~/server/domain/query/sql/tokens'

const meanings = {
  sources: new Map([['app', '`cordwood`.`source_1`'], ['my-source', '`cordwood`.`source_2`']]),
  system: new Map([['tables', '(SELECT 1)']]),
  databases: new Set(['logs']),
}

/** As if the tree said that every mark of these positions (counted among the marks) is a table. */
function resolve(sql: string, isTable: (mark: number) => boolean = () => true) {
  const naming = new Naming(sql, tokensOf(sql), meanings)
  const tables = [...(naming.marked ?? '').matchAll(/(?:(logs|system|other)\.)?(cw[0-9a-f]{16}m(\d+)x)/g)]
    .filter(([, , , i]) => isTable(Number(i))).map(([, database, mark]) => database === undefined ? mark! : `${database}.${mark}`)
  return naming.resolve(tables)
}

const bare = (sql: string) => sql.replace(/cw[0-9a-f]{16}/g, 'N')

describe('tables get names that nobody can guess', () => {
  it.each<[string, string, string]>([
    ['SELECT a FROM app', 'SELECT a FROM Ns0x AS `app`', 'SELECT a FROM `cordwood`.`source_1` AS `app`'],
    ['SELECT a FROM app AS x, `my-source` AS y', 'SELECT a FROM Ns0x AS x, Ns1x AS y', 'SELECT a FROM `cordwood`.`source_1` AS x, `cordwood`.`source_2` AS y'],
    ['SELECT a FROM logs.app FINAL', 'SELECT a FROM Ns0x AS `app` FINAL', 'SELECT a FROM `cordwood`.`source_1` AS `app` FINAL'],
    ['SELECT a FROM other.app', 'SELECT a FROM other.app', 'SELECT a FROM other.app'],
    ['SELECT name FROM system.tables', 'SELECT name FROM Ns0x AS `tables`', 'SELECT name FROM (SELECT 1) AS `tables`'],
    ['SELECT 1 IN (app)', 'SELECT 1 IN (Ns0x)', 'SELECT 1 IN (`cordwood`.`source_1`)'],
    ['SELECT nullIn(f(1), app)', 'SELECT nullIn(f(1), Ns0x)', 'SELECT nullIn(f(1), `cordwood`.`source_1`)'],
    ['WITH app AS (SELECT * FROM app) SELECT * FROM app', 'WITH Nc0x AS (SELECT * FROM Ns0x AS `app`) SELECT * FROM Nc0x AS `app`', 'WITH Nc0x AS (SELECT * FROM `cordwood`.`source_1` AS `app`) SELECT * FROM Nc0x AS `app`'],
    ['WITH RECURSIVE r AS (SELECT 1 FROM r) SELECT * FROM r', 'WITH RECURSIVE Nc0x AS (SELECT 1 FROM Nc0x AS `r`) SELECT * FROM Nc0x AS `r`', 'WITH RECURSIVE Nc0x AS (SELECT 1 FROM Nc0x AS `r`) SELECT * FROM Nc0x AS `r`'],
    // Outside its brackets a WITH is not seen; its name stays one that no table has.
    ['SELECT * FROM (WITH z AS (SELECT 1) SELECT * FROM z) AS a, z', 'SELECT * FROM (WITH Nc0x AS (SELECT 1) SELECT * FROM Nc0x AS `z`) AS a, Nc0x AS `z`', 'SELECT * FROM (WITH Nc0x AS (SELECT 1) SELECT * FROM Nc0x AS `z`) AS a, Nc0x AS `z`'],
  ])('%s', (sql, checked, final) => {
    const named = resolve(sql)
    expect(bare(named.sql)).toBe(checked)
    expect(bare(named.final)).toBe(final)
  })

  it('leaves alone what is no table', () => {
    const sql = 'SELECT app, app.x, app(1), \'app\' AS app FROM t'
    expect(resolve(sql, () => false).sql).toBe(sql)
  })

  it('knows its own names and no others', () => {
    const { sql, isOurs, shown } = resolve('WITH z AS (SELECT 1) SELECT * FROM z, app')
    const [cte, source] = ['c0x', 's0x'].map(end => new RegExp(`cw[0-9a-f]{16}${end}`).exec(sql)![0])
    expect([cte, source, `${source}y`, `x${source}`, 'app', 'cw0000000000000000s0x'].map(name => isOurs(name!))).toEqual([true, true, false, false, false, false])
    expect(shown(`no ${cte}.a`)).toBe('no z.a')
  })

  it('takes other names each time', () => {
    expect(resolve('SELECT 1 FROM app').sql).not.toBe(resolve('SELECT 1 FROM app').sql)
  })
})
