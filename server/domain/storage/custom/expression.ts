import type { Cursor } from './cursor'
import { functionRule, type FunctionRule } from './functions'
import type { Token } from './lexer'

/** An expression of a user's table: columns, literals, listed functions, arithmetic, comparisons. */
export type Expression
  = | { readonly kind: 'column', readonly name: string, readonly token: Token }
    | { readonly kind: 'number' | 'text', readonly value: string, readonly token: Token }
    | { readonly kind: 'call', readonly name: string, readonly rule: FunctionRule, readonly items: readonly Expression[], readonly token: Token }
    | { readonly kind: 'operator', readonly operator: string, readonly items: readonly [Expression, Expression], readonly token: Token }
    | { readonly kind: 'interval', readonly count: number, readonly unit: string, readonly token: Token }

const COMPARISONS = ['=', '==', '!=', '<>', '<', '<=', '>', '>='] as const
const UNITS = new Set(['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'])
const MAX_TERMS = 100

/** @throws SqlTextError for anything else */
export const parseExpression = (cursor: Cursor): Expression => cursor.nested(() => logical(cursor))

/** Comparisons joined by AND and OR; all print with brackets, so their order of binding is as written here. */
function logical(cursor: Cursor): Expression {
  return chain(cursor, ['OR'], () => chain(cursor, ['AND'], () => comparison(cursor)))
}

function comparison(cursor: Cursor): Expression {
  const left = sum(cursor)
  const { token } = cursor
  const operator = COMPARISONS.find(symbol => cursor.accept(symbol))
  return operator === undefined ? left : { kind: 'operator', operator: operator === '==' ? '=' : operator === '<>' ? '!=' : operator, items: [left, sum(cursor)], token }
}

const sum = (cursor: Cursor) => chain(cursor, ['+', '-'], () => chain(cursor, ['*', '/'], () => unary(cursor)))

function chain(cursor: Cursor, operators: readonly string[], part: () => Expression): Expression {
  let left = part()
  for (let terms = 1; ; terms++) {
    const { token } = cursor
    const operator = operators.find(symbol => cursor.accept(symbol))
    if (operator === undefined) return left
    if (terms === MAX_TERMS) cursor.refuse('the expression is too long', token)
    left = { kind: 'operator', operator, items: [left, part()], token }
  }
}

function unary(cursor: Cursor): Expression {
  const { token } = cursor
  if (cursor.accept('-')) {
    if (cursor.token.kind !== 'number') cursor.fail('expected a number after -')
    return { kind: 'number', value: `-${cursor.next().value}`, token }
  }
  return primary(cursor)
}

function primary(cursor: Cursor): Expression {
  const { token } = cursor
  if (cursor.accept('(')) return brackets(cursor, token)
  if (cursor.accept('[')) return call('array', functionRule('array')!.rule, cursor.list(() => parseExpression(cursor), ']'), token)
  if (token.kind === 'number' || token.kind === 'text') return { kind: token.kind, value: cursor.next().value, token }
  if (cursor.is('INTERVAL') && cursor.ahead.kind === 'number') return interval(cursor)
  if (cursor.is('NULL')) cursor.refuse('leave NULL out: a Nullable column is NULL without it')
  const name = cursor.name('an expression')
  if (token.kind === 'word' && cursor.accept('(')) return named(cursor, name, token)
  return { kind: 'column', name: qualified(cursor, name), token }
}

/** One expression in brackets is itself, several are a tuple. */
function brackets(cursor: Cursor, token: Token): Expression {
  const items = cursor.list(() => parseExpression(cursor))
  return items.length === 1 ? items[0]! : call('tuple', functionRule('tuple')!.rule, items, token)
}

function named(cursor: Cursor, name: string, token: Token): Expression {
  const known = functionRule(name)
  if (known === undefined) return cursor.refuse(`the function ${name.slice(0, 60)} is not one that a source’s table may have`, token)
  const items = cursor.list(() => parseExpression(cursor))
  const { least, most } = known.rule
  if (items.length < least || items.length > most) cursor.refuse(`${known.name} takes ${least === most ? least : `${least} to ${most}`} arguments here`, token)
  return call(known.name, known.rule, items, token)
}

const call = (name: string, rule: FunctionRule, items: readonly Expression[], token: Token): Expression => ({ kind: 'call', name, rule, items, token })

function interval(cursor: Cursor): Expression {
  const token = cursor.next()
  const count = cursor.integer('a number', 0, 100_000)
  const unit = cursor.name('a unit of time').toUpperCase()
  if (!UNITS.has(unit)) cursor.refuse(`an INTERVAL is counted in ${[...UNITS].join(', ')}`, token)
  return { kind: 'interval', count, unit, token }
}

/** Names of columns may have dots without being quoted. */
function qualified(cursor: Cursor, first: string): string {
  let name = first
  while (cursor.accept('.')) name += `.${cursor.name('a name')}`
  return name
}
