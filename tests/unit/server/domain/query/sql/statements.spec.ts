import { describe, expect, it } from 'vitest'
import { toSelect } from '~~/server/domain/query/sql/statements'
import { fillVariables } from '~~/server/domain/query/sql/variables'

describe('what clients ask becomes a SELECT', () => {
  it.each<[string, string, string | undefined]>([
    ['SELECT 1', 'SELECT 1', undefined],
    ['SELECT 1 FORMAT JSON', 'SELECT 1', 'JSON'],
    ['SELECT 1 AS FORMAT', 'SELECT 1 AS FORMAT', undefined],
    ['SELECT currentDatabase(), hostName(), x.hostName', 'SELECT \'logs\', \'cordwood\', x.hostName', undefined],
    ['SHOW DATABASES', 'SELECT name FROM system.databases  ORDER BY name ', undefined],
    ['SHOW TABLES FROM logs LIKE \'a%\' FORMAT CSV', 'SELECT name FROM system.tables WHERE name  LIKE \'a%\' ORDER BY name ', 'CSV'],
    ['SHOW TABLES FROM system', 'SELECT name FROM system.tables  ORDER BY name LIMIT 0', undefined],
    ['EXISTS TABLE logs.app', 'SELECT toUInt8(count() > 0) AS result FROM system.tables WHERE name = \'app\'', undefined],
  ])('%s', (sql, expected, format) => {
    expect(toSelect(sql, 'logs')).toEqual({ sql: expected, format })
  })

  it('asks the columns for DESCRIBE', () => {
    expect(toSelect('DESCRIBE TABLE `my-source`', 'logs').sql).toContain('FROM system.columns WHERE table = \'my-source\' ORDER BY position')
  })

  it.each(['INSERT INTO x SELECT 1', 'EXPLAIN SELECT 1', 'DROP TABLE x', 'SHOW GRANTS', 'SHOW TABLES WHERE file(1)', 'DESCRIBE TABLE file(\'x\')', 'EXISTS VIEW x', ''])('refuses %s', (sql) => {
    expect(() => toSelect(sql, 'logs')).toThrow(/can be asked here/)
  })
})

describe('variables', () => {
  const range = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:00:01Z' }

  it('become parameters and names, but in quotes and comments', () => {
    const { sql, parameters } = fillVariables({ text: 'SELECT {from}, {to}, \'{from}\' /* {to} */ FROM {source}, {t: Identifier} WHERE {n:UInt8}', ...range, source: 'a`b', parameters: new Map([['t', 'x y'], ['n', '1']]) })
    expect(sql).toBe('SELECT fromUnixTimestamp64Nano({cordwood_from:Int64},\'UTC\'), fromUnixTimestamp64Nano({cordwood_to:Int64},\'UTC\'), \'{from}\' /* {to} */ FROM `a\\`b`, `x y` WHERE {n:UInt8}')
    expect(Object.fromEntries(parameters)).toEqual({ t: 'x y', n: '1', cordwood_from: '1767225600000000000', cordwood_to: '1767225601000000000' })
  })

  it.each([['{from}', 'time range'], ['{source}', 'needs a source'], ['{nosuch}', 'no variable {nosuch}'], ['{t:Identifier}', 'parameter t has no value']])('%s wants a value', (text, message) => {
    expect(() => fillVariables({ text })).toThrow(message)
  })
})
