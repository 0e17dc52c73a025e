import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, openSqlStore, type SqlStore } from './support'

let store: SqlStore
beforeAll(async () => {
  store = await openSqlStore()
})
afterAll(() => store?.close())

const range = { start: '2026-01-15T12:00:10Z', end: '2026-01-15T12:00:20Z' }

describe('statements over the sources', () => {
  it.each<[string, unknown[][]]>([
    ['SELECT 1, \'two\'', [[1, 'two']]],
    ['SELECT count() FROM app', [['60']]],
    ['SELECT count() FROM "my-source"', [['10']]],
    ['SELECT count() FROM logs.app', [['60']]],
    ['SELECT count() FROM shop.`my-source`', [['10']]],
    ['SELECT count(), max(Body) FROM empty', [['0', '']]],
    ['SELECT app.Body FROM app ORDER BY app.Ordinal LIMIT 2', [['line 0'], ['line 1']]],
    ['SELECT a.Body, b.Ordinal FROM app AS a JOIN `my-source` AS b ON a.Body = b.Body ORDER BY b.Ordinal LIMIT 2', [['line 0', 0], ['line 1', 1]]],
    ['SELECT count() FROM app a, `my-source` b WHERE a.Ordinal = b.Ordinal', [['10']]],
    ['SELECT count() FROM app LEFT ANTI JOIN `my-source` USING (Ordinal)', [['50']]],
    // A WITH subquery hides the source of its name, but not in itself, and not by its database.
    ['WITH app AS (SELECT * FROM app WHERE Ordinal < 7) SELECT count() FROM app', [['7']]],
    ['WITH app AS (SELECT * FROM app WHERE Ordinal < 7) SELECT count(), (SELECT count() FROM logs.app) FROM app', [['7', '60']]],
    ['SELECT (WITH app AS (SELECT 1 AS a) SELECT sum(a) FROM app) AS inner, count() FROM app', [['1', '60']]],
    ['WITH x AS (SELECT 1 AS n), y AS (SELECT n + 1 AS n FROM x) SELECT n FROM (SELECT * FROM y UNION ALL SELECT * FROM x) ORDER BY n', [[1], [2]]],
    ['WITH t(a, b) AS (SELECT 1, 2) SELECT t.b FROM t', [[2]]],
    ['WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT sum(n) FROM r', [['15']]],
    ['WITH 5 AS five SELECT count() FROM app WHERE Ordinal < five', [['5']]],
    ['WITH few AS (SELECT Ordinal FROM app WHERE Ordinal < 3) SELECT count() FROM app WHERE Ordinal IN few', [['3']]],
    ['SELECT count() FROM app WHERE (Ordinal, Body) IN (SELECT Ordinal, Body FROM `my-source`)', [['10']]],
    ['SELECT ServiceName, count() AS lines, sum(lines) OVER () FROM app GROUP BY ServiceName ORDER BY ServiceName', [['api', '30', '60'], ['shop', '30', '60']]],
    ['SELECT Ordinal, row_number() OVER (PARTITION BY ServiceName ORDER BY Ordinal) AS n FROM app QUALIFY n = 2 ORDER BY Ordinal', [[2, '2'], [3, '2']]],
    ['SELECT LogAttributes[\'kind\'] AS kind, count() FROM app GROUP BY kind ORDER BY kind', [['a', '20'], ['b', '40']]],
    ['SELECT arraySort(x -> -x, [1, 3, 2]), arrayMap(toString, [1]), mapKeys(map(\'a\', 1)), (1, \'x\').2', [[[3, 2, 1], ['1'], ['a'], 'x']]],
    ['SELECT k FROM app ARRAY JOIN mapKeys(LogAttributes) AS k WHERE Ordinal = 0 ORDER BY k', [['kind'], ['n']]],
    ['SELECT * FROM (SELECT Ordinal FROM app WHERE Ordinal < 2 UNION DISTINCT SELECT Ordinal FROM `my-source` WHERE Ordinal < 2) ORDER BY 1', [[0], [1]]],
    ['SELECT Ordinal FROM app WHERE Ordinal < 3 EXCEPT SELECT Ordinal FROM `my-source` WHERE Ordinal < 2', [[2]]],
    ['SELECT * EXCEPT (Body) REPLACE (1 AS Ordinal) APPLY toString FROM (SELECT Body, Ordinal FROM app LIMIT 1)', [['1']]],
    ['SELECT quantile(0.5)(Ordinal), countIf(Ordinal > 10), uniqExactIf(ServiceName, 1), argMax(Body, Ordinal) FROM app', [[29.5, '49', '2', 'line 59']]],
    ['SELECT CASE WHEN Ordinal = 0 THEN \'first\' ELSE \'other\' END AS w, count() FROM app GROUP BY ALL ORDER BY w', [['first', '1'], ['other', '59']]],
    ['SELECT ServiceName, count() FROM app GROUP BY ROLLUP(ServiceName) ORDER BY ServiceName', [['', '60'], ['api', '30'], ['shop', '30']]],
    ['SELECT Ordinal FROM app PREWHERE ServiceName = \'shop\' WHERE Ordinal > 4 ORDER BY Ordinal LIMIT 1 BY ServiceName', [[6]]],
    ['FROM app SELECT count()', [['60']]],
    ['SELECT \'FROM cordwood.x; DROP\' AS app, count() FROM app -- a comment', [['FROM cordwood.x; DROP', '60']]],
    ['SELECT JSONExtractInt(\'{"a":7}\', \'a\'), domain(\'https://a.b/c\'), toIPv4(\'1.2.3.4\'), cityHash64(\'x\') > 0', [['7', 'a.b', '1.2.3.4', 1]]],
    ['SELECT 9223372036854775807, nan, [toUInt64(1)]', [['9223372036854775807', 'nan', ['1']]]],
    ['SHOW TABLES', [['app'], ['empty'], ['my-source']]],
    ['SHOW TABLES LIKE \'my%\'', [['my-source']]],
    ['SHOW DATABASES', [['logs']]],
    ['EXISTS TABLE app', [[1]]],
    ['SELECT database, name FROM system.tables ORDER BY name LIMIT 1', [['logs', 'app']]],
    ['SELECT name, type FROM system.columns WHERE table = \'app\' AND name = \'Body\'', [['Body', 'String']]],
    ['SELECT count() > 10 FROM system.columns WHERE table = \'empty\'', [[1]]],
    ['SELECT currentDatabase(), hostName()', [['logs', 'cordwood']]],
  ])('%s', async (text, rows) => {
    expect((await ask(store, text)).rows).toEqual(rows)
  })

  it('says the columns of DESCRIBE, of a source with lines and of one without', async () => {
    for (const name of ['app', '`empty`', 'logs.`my-source`']) {
      const { rows } = await ask(store, `DESCRIBE TABLE ${name}`)
      expect(rows).toContainEqual(['Body', 'String', '', '', '', expect.any(String), ''])
    }
  })

  it('knows the variables', async () => {
    const { rows } = await ask(store, 'SELECT count(), min(Ordinal) FROM {source} WHERE Timestamp >= {from} AND Timestamp < {to} AND Body != \'{from}\'', { ...range, source: 'app' })
    expect(rows).toEqual([['10', 10]])
    await expect(ask(store, 'SELECT {from}')).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('time range') as string })
    await expect(ask(store, 'SELECT 1 FROM {source}')).rejects.toThrow('needs a source')
    await expect(ask(store, 'SELECT 1 FROM {source}', { source: 'source_other' })).rejects.toThrow('no table "source_other"')
    const parameters = new Map([['n', '3'], ['t', 'app'], ['words', `['line 1','line 2']`]])
    expect((await ask(store, 'SELECT count() FROM {t:Identifier} WHERE Ordinal < {n:UInt8} OR Body IN {words:Array(String)}', { parameters })).rows).toEqual([['3']])
    await expect(ask(store, 'SELECT * FROM {t:Identifier}', { parameters: new Map([['t', 'source_other']]) })).rejects.toThrow('no table')
  })

  it('gives columns with types first, and a summary last', async () => {
    const { columns, types, summary } = await ask(store, 'SELECT Timestamp AS t, Body FROM app LIMIT 3')
    expect([columns, types]).toEqual([['t', 'Body'], ['DateTime64(9)', 'String']])
    expect(summary).toMatchObject({ count: 3, truncated: false, limit: 50 })
    expect(summary.scannedRows).toBeGreaterThan(0)
  })

  it('cuts off what is too much, and says so', async () => {
    const { rows, summary } = await ask(store, 'SELECT Ordinal FROM app')
    expect([rows.length, summary.truncated, summary.count]).toEqual([50, true, 50])
    expect((await ask(store, 'SELECT Ordinal FROM app LIMIT 50')).summary.truncated).toBe(false)
  })

  it('ends when its reader leaves', async () => {
    const controller = new AbortController()
    const asked = ask(store, 'SELECT count() FROM app AS a, app AS b, app AS c, app AS d, app AS e WHERE a.Ordinal + b.Ordinal + c.Ordinal + d.Ordinal + e.Ordinal = 7', {}, controller.signal)
    setImmediate(() => controller.abort(new Error('the reader left')))
    await expect(asked).rejects.toThrow('the reader left')
  })
})

describe('errors', () => {
  it.each<[string, string]>([
    ['SELEC 1', 'Syntax error at line 1, column 7, near "1"'],
    ['SELECT \'ä\', {from},\n  Body FRO app WHERE', 'Syntax error at line 2, column 12, near "app WHERE"'],
    ['SELECT Boddy FROM app', 'Unknown expression identifier `Boddy`. Maybe you meant: [\'Body\'].'],
    ['SELECT x.Nope FROM app AS x', 'Identifier \'x.Nope\' cannot be resolved from table with name x.'],
    ['SELECT sum(Body) FROM app', 'Illegal type String of argument for aggregate function sum.'],
    ['SELECT intDiv(1, toInt8(Ordinal) - 40) FROM app', 'Division by zero'],
    ['SELECT * FROM nowhere', 'There is no table "nowhere". The project’s sources are app, my-source, empty'],
    ['SELECT nosuch(1)', 'The function nosuch is not one that may be called here. See docs/sql.md for those that may'],
    ['WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count() FROM r',
      'Maximum recursive CTE evaluation depth (1000) exceeded, during evaluation of r. Consider raising max_recursive_cte_evaluation_depth setting'],
  ])('%s', async (text, message) => {
    await expect(ask(store, text, range)).rejects.toMatchObject({ code: 'bad_request', message })
  })
})
