import { expect, it } from 'vitest'
import { readTree, tablesIn, walk } from '~~/server/domain/query/sql/tree'

const lines = [
  'SelectWithUnionQuery (children 1)', ' ExpressionList (children 1)', '  SelectQuery (children 3)', '   ExpressionList (children 1)',
  '    Literal \'(alias x)\' (alias y)', '   TablesInSelectQuery (children 1)', '    TablesInSelectQueryElement (children 1)', '     TableExpression (children 1)',
  '      TableIdentifier logs.app (alias a)', '   Function globalNotIn (alias f) (children 1)', '    ExpressionList (children 2)', '     Identifier a', '     Identifier z (alias q)',
]

it('reads the lines of EXPLAIN AST', () => {
  const root = readTree(lines)
  expect([...walk(root)].map(({ node }) => node.text).filter(text => text !== '')).toEqual(['\'(alias x)\' (alias y)', 'logs.app', 'globalNotIn', 'a', 'z'])
  expect(tablesIn(root)).toEqual(['logs.app', 'z'])
})

it.each([[[]], [['A', '  B']], [['A', 'B']], [['A', '']]])('takes %j for no tree', (wrong) => {
  expect(() => readTree(wrong)).toThrow('EXPLAIN AST gave no')
})
