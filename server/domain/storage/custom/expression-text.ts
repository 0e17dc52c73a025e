import type { ColumnType } from './column-type'
import type { Cursor } from './cursor'
import type { Expression } from './expression'
import { isNumber, isTime, shapeOf, type FunctionRule, type ValueKind, type ValueShape } from './functions'
import { quoteName, quoteText } from './quote'

/** The columns that expressions may name. */
export type KnownColumns = ReadonlyMap<string, ColumnType>

/** An expression in our own words, and what it gives. */
export interface CheckedExpression extends ValueShape {
  readonly sql: string
  /** Made of literals only. */
  readonly isConstant: boolean
  /** Whether it gives another value for the same row later. */
  readonly changing: boolean
}

/** Checks an expression against the columns and the list of functions, and writes it. @throws SqlTextError with the place */
export function checkExpression(expression: Expression, columns: KnownColumns, cursor: Cursor): CheckedExpression {
  switch (expression.kind) {
    case 'column': return column(expression, columns, cursor)
    case 'number': return { ...literal(expression.value), kind: /^-?\d+$/.test(expression.value) ? 'integer' : 'float' }
    case 'text': return { ...literal(quoteText(expression.value)), kind: 'text' }
    case 'interval': return { ...literal(`toInterval${expression.unit.charAt(0)}${expression.unit.slice(1).toLowerCase()}(${expression.count})`), kind: 'other' }
    case 'operator': return operator(expression, columns, cursor)
    case 'call': return call(expression, columns, cursor)
  }
}

const literal = (sql: string) => ({ sql, nullable: false, isConstant: true, changing: false })

function column({ name, token }: Expression & { kind: 'column' }, columns: KnownColumns, cursor: Cursor): CheckedExpression {
  const type = columns.get(name)
  if (type === undefined) return cursor.refuse(`there is no column ${JSON.stringify(name.slice(0, 60))}`, token)
  return { sql: quoteName(name), ...shapeOf(type), isConstant: false, changing: false }
}

const LOGICAL = new Set(['AND', 'OR'])
const ARITHMETIC = new Set(['+', '-', '*', '/'])

function operator({ operator: symbol, items, token }: Expression & { kind: 'operator' }, columns: KnownColumns, cursor: Cursor): CheckedExpression {
  const [left, right] = [checkExpression(items[0], columns, cursor), checkExpression(items[1], columns, cursor)]
  const kind = LOGICAL.has(symbol)
    ? logical(left, right)
    : ARITHMETIC.has(symbol) ? arithmetic(symbol, left, right, items[1].kind === 'interval') : comparison(left, right)
  if (kind === undefined) return cursor.refuse(`${symbol} can’t be between these here: it may fail on a line`, token)
  return {
    sql: `(${left.sql} ${symbol} ${right.sql})`, kind, nullable: left.nullable || right.nullable,
    isConstant: left.isConstant && right.isConstant, changing: left.changing || right.changing,
  }
}

type Kinded = Pick<CheckedExpression, 'kind'>

const logical = (left: Kinded, right: Kinded): ValueKind | undefined => left.kind === 'integer' && right.kind === 'integer' ? 'integer' : undefined

function comparison(left: Kinded, right: Kinded): ValueKind | undefined {
  const alike = left.kind === right.kind && left.kind !== 'other'
  return alike || (isNumber(left.kind) && isNumber(right.kind)) || (isTime(left.kind) && isTime(right.kind)) ? 'integer' : undefined
}

/** Numbers wrap around and divide by zero without failing; times plus numbers do not. */
function arithmetic(symbol: string, left: Kinded, right: Kinded, isInterval: boolean): ValueKind | undefined {
  if (isInterval && (symbol === '+' || symbol === '-')) return isTime(left.kind) ? left.kind : undefined
  if (!isNumber(left.kind) || !isNumber(right.kind)) return undefined
  return symbol !== '/' && left.kind === 'integer' && right.kind === 'integer' ? 'integer' : 'float'
}

function call({ name, rule, items, token }: Expression & { kind: 'call' }, columns: KnownColumns, cursor: Cursor): CheckedExpression {
  const parts = items.map(item => checkExpression(item, columns, cursor))
  const [first] = parts
  if (rule.takes && first && !rule.takes.includes(first.kind)) cursor.refuse(`${name} takes ${inWords(rule.takes)} here`, token)
  if (rule.fixed && !parts.slice(1).every(part => part.isConstant)) cursor.refuse(`${name} takes literals after its first argument here`, token)
  return {
    sql: `${name}(${parts.map(part => part.sql).join(', ')})`,
    kind: rule.gives === 'same' ? common(name, parts, cursor, token) : rule.gives,
    nullable: rule.fillsNull ? parts.at(-1)!.nullable : parts.some(part => part.nullable),
    isConstant: !rule.changing && parts.every(part => part.isConstant),
    changing: (rule.changing ?? false) || parts.some(part => part.changing),
  }
}

/** The kind of several values, of which one is given. */
function common(name: string, parts: readonly CheckedExpression[], cursor: Cursor, token: (Expression & { kind: 'call' })['token']): ValueKind {
  const [first, ...rest] = name === 'if' ? parts.slice(1) : parts
  if (!rest.every(part => part.kind === first!.kind)) cursor.refuse(`${name} takes values of one kind here`, token)
  return first!.kind
}

const WORDS: Readonly<Record<ValueKind, string>> = {
  date: 'a date', datetime: 'a DateTime', datetime64: 'a DateTime64', integer: 'a whole number', float: 'a Float', text: 'a text', uuid: 'a UUID', other: 'any value',
}
const inWords = (kinds: NonNullable<FunctionRule['takes']>) => kinds.map(kind => WORDS[kind]).join(' or ')
