import type { Cursor } from './cursor'
import { parseExpression, type Expression } from './expression'
import type { Token } from './lexer'

/** What stands behind the columns of a user's CREATE TABLE. */
export interface ParsedClauses {
  engine: string
  /** The version of a ReplacingMergeTree. */
  version: Expression | undefined
  orderBy: Expression | undefined
  primaryKey: Expression | undefined
  settings: string[]
  /** What we do otherwise: checked for its form only. */
  readonly notes: string[]
}

const IDENTITY = 'it would merge rows, and with them the columns Segment and Ordinal that let Cordwood store each line exactly once'
/** Why an engine is not taken. */
const ENGINES: Readonly<Record<string, string | undefined>> = {
  SummingMergeTree: IDENTITY, AggregatingMergeTree: IDENTITY, CollapsingMergeTree: IDENTITY, VersionedCollapsingMergeTree: IDENTITY,
  CoalescingMergeTree: IDENTITY, GraphiteMergeTree: IDENTITY,
}
const MERGE_TREES = 'a source’s table is a MergeTree or a ReplacingMergeTree'

/** @throws SqlTextError for a clause that is not on the list */
export function parseClauses(cursor: Cursor): ParsedClauses {
  const clauses: ParsedClauses = { engine: 'MergeTree', version: undefined, orderBy: undefined, primaryKey: undefined, settings: [], notes: [] }
  const seen = new Set<string>()
  while (cursor.token.kind === 'word') {
    const { token } = cursor
    const name = token.value.toUpperCase()
    const parse = Object.hasOwn(CLAUSES, name) ? CLAUSES[name] : undefined
    if (parse === undefined) return cursor.refuse(refusalOf(name), token)
    if (seen.has(name)) cursor.refuse(`${name} stands here for the second time`, token)
    seen.add(name)
    cursor.next()
    parse(cursor, clauses, token)
  }
  return clauses
}

function refusalOf(name: string): string {
  if (name === 'AS' || name === 'EMPTY' || name === 'CLONE') return 'leave AS out: a source’s table begins empty'
  if (name === 'SAMPLE') return 'leave SAMPLE BY out'
  return `${name.slice(0, 60)} has no place in the statement of a source’s table`
}

const CLAUSES: Readonly<Record<string, ((cursor: Cursor, clauses: ParsedClauses, token: Token) => void) | undefined>> = {
  ENGINE: engine,
  ORDER(cursor, clauses) {
    cursor.expect('BY')
    clauses.orderBy = parseExpression(cursor)
    if (cursor.is('DESC') || cursor.is('ASC')) cursor.refuse('the order of a key has no direction here')
  },
  PRIMARY(cursor, clauses) {
    cursor.expect('KEY')
    clauses.primaryKey = parseExpression(cursor)
  },
  PARTITION(cursor, { notes }) {
    cursor.expect('BY')
    parseExpression(cursor)
    notes.push('PARTITION BY is left out: the partitions are the days on which lines arrive, so that a batch of old lines stays one insert and retention drops whole days')
  },
  TTL(cursor, { notes }) {
    parseExpression(cursor)
    cursor.accept('DELETE')
    if (cursor.token.kind === 'word' && !Object.hasOwn(CLAUSES, cursor.token.value.toUpperCase())) cursor.refuse('a TTL that moves, groups or packs has no place here')
    if (cursor.is(',')) cursor.refuse('a table has one TTL here')
    notes.push('TTL is left out: the source’s retention, counted from when a line arrives, takes its place')
  },
  SETTINGS(cursor, clauses) {
    do setting(cursor, clauses)
    while (cursor.accept(','))
  },
  COMMENT(cursor, { notes }) {
    cursor.text('a comment')
    notes.push('The comment of the table is left out')
  },
}

function engine(cursor: Cursor, clauses: ParsedClauses): void {
  cursor.accept('=')
  const { token } = cursor
  const name = cursor.name('the engine')
  if (name !== 'MergeTree' && name !== 'ReplacingMergeTree') {
    const why = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined
    cursor.refuse(why === undefined ? `${name.slice(0, 60)} can’t be its engine: ${MERGE_TREES}` : `${name} can’t be its engine: ${why}`, token)
  }
  clauses.engine = name
  if (!cursor.accept('(') || cursor.accept(')')) return
  if (name === 'MergeTree') cursor.refuse('MergeTree takes nothing between its brackets')
  clauses.version = parseExpression(cursor)
  if (clauses.version.kind !== 'column') cursor.refuse('the version of a ReplacingMergeTree is a column', clauses.version.token)
  cursor.expect(')')
}

/** Settings that users may choose, with their bounds. */
const SETTINGS: Readonly<Record<string, readonly [least: number, most: number] | undefined>> = {
  index_granularity: [1024, 65_536],
  allow_nullable_key: [0, 1],
}
/** Ours: whatever was chosen. */
const FIXED = new Set(['ttl_only_drop_parts', 'fsync_after_insert', 'fsync_part_directory'])

function setting(cursor: Cursor, clauses: ParsedClauses): void {
  const { token } = cursor
  const name = cursor.name('the name of a setting')
  cursor.expect('=')
  if (FIXED.has(name)) {
    cursor.integer('a number', 0, 1)
    clauses.notes.push(`The setting ${name} is 1 in any case`)
    return
  }
  const bounds = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined
  if (bounds === undefined) return cursor.refuse(`the setting ${name.slice(0, 60)} is not one of ${Object.keys(SETTINGS).join(', ')}: leave it out`, token)
  clauses.settings.push(`${name} = ${cursor.integer('a number', ...bounds)}`)
}
