import type { Checker } from './checker'
import { parseCodec } from './codec'
import { isNullable, parseType, typeText, type ColumnType } from './column-type'
import type { Cursor } from './cursor'
import { parseExpression, type Expression } from './expression'
import { alwaysFits } from './functions'
import type { Token } from './lexer'
import { isPrintable, quoteName, quoteText } from './quote'

/** A column of a user's CREATE TABLE. */
export interface ParsedColumn {
  readonly name: string
  readonly token: Token
  readonly type: ColumnType
  readonly value: ColumnValue | undefined
  readonly codec: string
  readonly comment: string | undefined
}

/** What a column has without being given anything. */
interface ColumnValue { readonly word: typeof VALUES[number], readonly expression: Expression }

const VALUES = ['DEFAULT', 'MATERIALIZED', 'ALIAS'] as const
const MAX_NAME = 200
const MAX_COMMENT = 500

/** @throws SqlTextError */
export function parseColumn(cursor: Cursor): ParsedColumn {
  const { token } = cursor
  const name = columnName(cursor)
  if (cursor.token.kind !== 'word') cursor.fail('expected the type of the column')
  const type = withNull(cursor, parseType(cursor))
  const column = { name, token, type, value: undefined, codec: '', comment: undefined }
  return modifiers(cursor, column)
}

function columnName(cursor: Cursor): string {
  const { token } = cursor
  const name = cursor.name('the name of a column, its type and so on')
  if (name.length > MAX_NAME) cursor.refuse(`the name of a column may have ${MAX_NAME} characters here`, token)
  return isPrintable(name) ? name : cursor.refuse('the name of a column has no control characters', token)
}

function withNull(cursor: Cursor, type: ColumnType): ColumnType {
  if (cursor.accept('NOT', 'NULL') || !cursor.is('NULL')) return type
  const { token } = cursor
  cursor.next()
  return isNullable(type) ? type : canBeNullable(type) ? { kind: 'Nullable', inner: type } : cursor.refuse('this type can’t be NULL', token)
}

const canBeNullable = ({ kind }: ColumnType) => !['LowCardinality', 'Array', 'Map', 'Tuple', 'JSON'].includes(kind)

/** What may follow the type, in any order. */
function modifiers(cursor: Cursor, start: ParsedColumn): ParsedColumn {
  let column = start
  for (;;) {
    const word = VALUES.find(each => cursor.accept(each))
    if (word !== undefined && column.value === undefined) column = { ...column, value: { word, expression: parseExpression(cursor) } }
    else if (cursor.accept('CODEC')) column = { ...column, codec: parseCodec(cursor) }
    else if (cursor.accept('COMMENT')) column = { ...column, comment: cursor.text('a comment').slice(0, MAX_COMMENT) }
    else if (cursor.is('TTL')) cursor.refuse('a column can’t have a TTL of its own here')
    else if (cursor.is(',') || cursor.is(')')) return column
    else cursor.fail('expected DEFAULT, MATERIALIZED, ALIAS, CODEC, COMMENT, or the next column')
  }
}

/** The column in our words. @throws SqlTextError for a value that may not fit */
export function columnText(column: ParsedColumn, checker: Checker): string {
  const { name, type, value, codec, comment } = column
  return [
    quoteName(name), typeText(type),
    ...(value ? [value.word, valueText(column, value, checker)] : []),
    ...(comment === undefined ? [] : [`COMMENT ${quoteText(comment)}`]),
    ...(codec === '' ? [] : [codec]),
  ].join(' ')
}

function valueText({ type }: ParsedColumn, { expression }: ColumnValue, checker: Checker): string {
  const checked = checker.check(expression)
  // A literal is tried once, when the table is looked at.
  if (!checked.isConstant && !alwaysFits(checked, type)) {
    checker.cursor.refuse(`not every value of this fits ${typeText(type)}: a line for which it fails would keep others from the table`, expression.token)
  }
  return checked.sql
}
