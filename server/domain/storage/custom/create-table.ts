import { MAX_COLUMNS } from '#shared/schemas/custom-table'
import type { CustomColumn, CustomTableClauses } from '#shared/types/custom-table'
import { Checker } from './checker'
import { parseClauses, type ParsedClauses } from './clauses'
import { columnText, parseColumn, type ParsedColumn } from './column'
import { typeText, type ColumnType } from './column-type'
import { Cursor } from './cursor'
import type { CheckedExpression } from './expression-text'
import { indexText, parseIndex, type ParsedIndex } from './index-clause'
import { OWN_COLUMNS } from './own-columns'

/** A user's CREATE TABLE, checked and in our own words. */
export interface CreateTable {
  readonly columns: readonly CustomColumn[]
  readonly clauses: CustomTableClauses
  /** Every expression of it, to be tried: literals among them may still be wrong. */
  readonly expressions: readonly CheckedExpression[]
  /** What was left out or is done otherwise. */
  readonly notes: readonly string[]
}

const MAX_INDEXES = 20

/**
 * Reads a CREATE TABLE statement by lists of what it may have. The statement itself is never run: what is run is
 * written anew from what was understood.
 * @throws SqlTextError that says where and what
 */
export function readCreateTable(ddl: string): CreateTable {
  const cursor = new Cursor(ddl)
  head(cursor)
  const elements = cursor.list(() => element(cursor))
  const clauses = parseClauses(cursor)
  cursor.accept(';')
  if (cursor.token.kind !== 'end') cursor.fail('expected the end: one statement only')
  return assemble(cursor, elements, clauses)
}

function head(cursor: Cursor): void {
  if (!cursor.accept('CREATE')) cursor.fail('expected CREATE TABLE')
  if (!cursor.accept('TABLE')) cursor.refuse('only a plain CREATE TABLE makes a source’s table: no OR REPLACE, TEMPORARY, VIEW or other things')
  cursor.accept('IF', 'NOT', 'EXISTS')
  cursor.name('the name of the table')
  if (cursor.accept('.')) cursor.name('the name of the table')
  if (cursor.is('ON')) cursor.refuse('leave ON CLUSTER out: Cordwood makes the table on its own connection')
  if (cursor.is('UUID')) cursor.refuse('leave the UUID out: a new table gets its own')
  if (cursor.is('AS') || cursor.is('CLONE') || cursor.is('EMPTY')) cursor.refuse('name the columns: a source’s table is not made from another one')
  cursor.expect('(')
}

type Element = { readonly column: ParsedColumn } | { readonly index: ParsedIndex }

function element(cursor: Cursor): Element {
  if (cursor.token.kind === 'word' && cursor.ahead.kind !== 'symbol') {
    if (cursor.is('INDEX') && !isTypeAhead(cursor)) return { index: parseIndex(cursor) }
    for (const word of ['CONSTRAINT', 'PROJECTION', 'FOREIGN']) {
      if (cursor.is(word) && !isTypeAhead(cursor)) cursor.refuse(`leave ${word} out: what it refuses would keep other lines from the table`)
    }
    if (cursor.is('PRIMARY') && cursor.ahead.value.toUpperCase() === 'KEY') cursor.refuse('write PRIMARY KEY after the columns')
  }
  return { column: parseColumn(cursor) }
}

/** A column may be called `index`: then its type follows. */
const isTypeAhead = (cursor: Cursor) => /^(?:U?Int\d+|Float\d+|Bool|String|UUID|IPv[46]|Date\w*|Decimal\d*|FixedString|Enum\d+|LowCardinality|Nullable|Array|Map|Tuple|JSON)$/.test(cursor.ahead.value)

function assemble(cursor: Cursor, elements: readonly Element[], clauses: ParsedClauses): CreateTable {
  const all = elements.flatMap(item => 'column' in item ? item.column : [])
  const indexes = elements.flatMap(item => 'index' in item ? item.index : [])
  const checker = new Checker(knownColumns(cursor, all), cursor)
  const columns = all.filter(({ name }) => !OWN_COLUMNS.has(name))
  if (columns.length === 0) cursor.refuse('the table has no columns')
  if (indexes.length > MAX_INDEXES) cursor.refuse(`a table may have ${MAX_INDEXES} indexes here`, indexes[MAX_INDEXES]!.token)
  requireDistinct(cursor, indexes)
  return {
    columns: columns.map(({ name, type, value }) => ({ name, type: typeText(type), kind: value === undefined ? 'plain' : value.word === 'DEFAULT' ? 'default' : 'computed' })),
    clauses: {
      elements: [...columns.map(column => columnText(column, checker)), ...indexes.map(index => indexText(index, checker))],
      engine: clauses.version === undefined ? clauses.engine : `${clauses.engine}(${checker.checkKey(clauses.version)})`,
      keys: keysOf(cursor, clauses, checker),
      settings: clauses.settings,
    },
    expressions: checker.expressions,
    notes: clauses.notes,
  }
}

/** All columns that expressions may name, ours too. */
function knownColumns(cursor: Cursor, columns: readonly ParsedColumn[]): ReadonlyMap<string, ColumnType> {
  if (columns.length > MAX_COLUMNS) cursor.refuse(`a table may have ${MAX_COLUMNS} columns here`, columns[MAX_COLUMNS]!.token)
  requireDistinct(cursor, columns)
  for (const { name, type, token } of columns) {
    const own = OWN_COLUMNS.get(name)
    if (own && typeText(own) !== typeText(type)) cursor.refuse(`${name} is a column that Cordwood adds, ${typeText(own)}: leave it out, or call yours otherwise`, token)
  }
  return new Map([...OWN_COLUMNS, ...columns.map(({ name, type }) => [name, type] as const)])
}

function requireDistinct(cursor: Cursor, named: readonly Pick<ParsedColumn, 'name' | 'token'>[]): void {
  const seen = new Set<string>()
  for (const { name, token } of named) {
    if (seen.has(name)) cursor.refuse(`${JSON.stringify(name.slice(0, 60))} is there twice`, token)
    seen.add(name)
  }
}

function keysOf(cursor: Cursor, { orderBy, primaryKey }: ParsedClauses, checker: Checker): string[] {
  if (orderBy === undefined && primaryKey === undefined) cursor.fail('expected ORDER BY, by which the table is sorted')
  return [
    ...(primaryKey === undefined ? [] : [`PRIMARY KEY ${checker.checkKey(primaryKey)}`]),
    ...(orderBy === undefined ? [] : [`ORDER BY ${checker.checkKey(orderBy)}`]),
  ]
}
