import { describe, expect, it } from 'vitest'
import { checkTokens, checkTree } from '~~/server/domain/query/sql/guard'
import { isAllowedAggregate, isAllowedFunction } from '#shared/sql/functions'
import { tokensOf } from '~~/server/domain/query/sql/tokens'
import { readTree, type TreeNode } from '~~/server/domain/query/sql/tree'

const context = { isOurs: (name: string) => name === 'ours', functions: new Set(['file', 'upper']), sources: ['app'] }

/** A SELECT of these nodes. */
const select = (...nodes: string[]): TreeNode => readTree(['SelectWithUnionQuery (children 1)', ' ExpressionList (children 1)', '  SelectQuery', ...nodes.map(node => `   ${node}`)])
const check = (...nodes: string[]) => () => checkTree(select(...nodes), context)

describe('the tree', () => {
  it('passes with listed kinds, functions and our tables', () => {
    expect(check('ExpressionList', ' Function count', '  ExpressionList', 'TablesInSelectQuery', ' TablesInSelectQueryElement', '  TableExpression', '   TableIdentifier ours (alias app)')).not.toThrow()
    expect(check('Function in', ' ExpressionList', '  Identifier a', '  Identifier ours')).not.toThrow()
    expect(check('Function arrayMap', ' ExpressionList', '  Identifier upper', '  Identifier a')).not.toThrow()
    expect(check('Function arrayReduce', ' ExpressionList', '  Literal \'quantile(0.5)\'', '  Identifier a')).not.toThrow()
  })

  it.each<[string, string[]]>([
    ['no table "app"', ['TableIdentifier app']],
    ['no table "ours x"', ['TableIdentifier ours x']],
    ['Table functions', ['TableExpression', ' Function numbers']],
    ['function file', ['Function file']],
    ['SETTINGS', ['Set']],
    ['a clause', ['SomethingNew']],
    ['STREAM', ['ASTStreamSettings']],
    ['behind IN', ['Function notIn', ' ExpressionList', '  Identifier a', '  Identifier app']],
    ['function file', ['Function arrayMap', ' ExpressionList', '  Identifier file', '  Identifier a']],
    ['arrayReduce', ['Function arrayReduce', ' ExpressionList', '  Identifier a', '  Identifier b']],
    ['no place in a subquery', ['Subquery', ' SelectWithUnionQuery', '  ExpressionList', '  Literal \'/tmp/x\'']],
  ])('%s', (message, nodes) => {
    expect(check(...nodes)).toThrow(message)
  })

  it.each([['INTO OUTFILE', ['SelectWithUnionQuery', ' ExpressionList', ' Literal \'/tmp/x\'']], ['Only SELECT', ['InsertQuery']]])('refuses %s', (message, lines) => {
    expect(() => checkTree(readTree(lines), context)).toThrow(message)
  })
})

describe('the text, for what the tree hides', () => {
  it.each([
    'SELECT count(*), `upper`(x) FROM t WHERE a IN (1) AND NOT (b)', 'SELECT * APPLY toString, * APPLY quantile(0.9) FROM t', 'WITH a AS (SELECT 1), b(x, y) AS (SELECT 1, 2) SELECT 1',
    'SELECT x FROM t AS z(a, b)', 'SELECT {x:Array(String)}, sum(x) OVER (PARTITION BY y) FROM t WINDOW w AS (ORDER BY z)',
  ])('passes: %s', (sql) => {
    expect(() => checkTokens(tokensOf(sql))).not.toThrow()
  })

  it.each<[string, string]>([
    ['SELECT * APPLY file FROM t', 'APPLY'], ['SELECT * APPLY x -> file(x) FROM t', 'APPLY'], ['SELECT * APPLY (x -> x) FROM t', 'APPLY'], ['SELECT * APPLY max(file) FROM t', 'APPLY'],
    ['SELECT * APPLY upper -> 1 FROM t', 'APPLY'], ['SELECT file(1)', 'function file'], ['SELECT `file`(1)', 'function file'], ['SELECT x SETTINGS a = 1', 'SETTINGS'],
    ['SELECT `a\\nb`', 'control characters'], ['SELECT `a\\`b`', 'quotes'], ['SELECT CAST(x, \'AggregateFunction(sum, Int8)\')', 'AggregateFunction'], ['SELECT {x:SimpleAggregateFunction(any, Int8)}', 'AggregateFunction'],
    ['SELECT {t:Identifier}', 'Identifier'], ['SELECT 1 INTO OUTFILE \'x\'', 'OUTFILE'],
  ])('refuses: %s', (sql, message) => {
    expect(() => checkTokens(tokensOf(sql))).toThrow(message)
  })
})

it('knows functions with combinators', () => {
  expect(['sumIf', 'uniqExactArrayIf', 'quantilesTDigestMerge', 'COUNT', 'toStartOfHour', 'sum_if', 'fileIf', 'dictGet', 'sleep', 'If'].map(isAllowedFunction))
    .toEqual([true, true, true, true, true, false, false, false, false, true])
  expect(['sumIf', 'upper'].map(isAllowedAggregate)).toEqual([true, false])
})
