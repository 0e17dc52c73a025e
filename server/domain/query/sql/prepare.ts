import { databasesOf, realTable, shownDatabase, systemTables, tableSql, type RealTable } from './catalog'
import type { SqlEngine } from './engine'
import { checkTokens, checkTree } from './guard'
import { toSqlError, type Wording } from './messages'
import { Naming, type Named } from './names'
import { refuse } from './refusal'
import { toSelect } from './statements'
import type { QueryLimits } from '../../kernel'
import { tokensOf } from './tokens'
import { readTree, tablesIn } from './tree'
import { MAX_STATEMENT, type SqlRequest, type SqlSources } from './types'
import { fillVariables, type Filled } from './variables'

/** A statement that may be run, with all names in place. */
export interface Prepared {
  readonly sql: string
  readonly parameters: ReadonlyMap<string, string>
  /** What it asked for by FORMAT. */
  readonly format: string | undefined
  readonly wording: Wording
}

/** What a statement is prepared with: `database` is the one that our tables are in. */
interface Within { readonly engine: SqlEngine, readonly database: string, readonly limits: QueryLimits }

/**
 * Reads a statement of a user and lets it through only if all that is in it is on a list. It comes from the engine's own
 * parser three times: formatted, which takes one statement and runs none; with marks on its names, to see which are
 * tables; and as it will be run, to be checked.
 * @throws AppError bad_request
 */
export async function prepare({ engine, database: ours, limits }: Within, sources: SqlSources, request: SqlRequest, signal: AbortSignal): Promise<Prepared> {
  if (request.text.length > MAX_STATEMENT) refuse(`The statement is longer than ${MAX_STATEMENT} characters`)
  if (request.text.trim() === '') refuse('The statement is empty')
  const filled = fillVariables(request)
  const { text, functions, tables } = await facts(engine, ours, sources, filled, request.text, signal)
  const { sql, format } = toSelect(text, shownDatabase(sources))
  const tokens = tokensOf(sql)
  checkTokens(tokens)

  const exists = ({ database, name }: RealTable) => tables.has(`${database}.${name}`)
  const naming = new Naming(sql, tokens, {
    sources: new Map(sources.sources.map(source => [source.name, tableSql(source, ours, exists)])),
    system: systemTables(sources, ours, exists),
    databases: databasesOf(sources, ours),
  })
  const wording: Wording = { text: request.text, edits: filled.edits, tables: wordsOf(sources, ours), limits }
  const treeOf = async (of: string) => readTree(await astOf(engine, of, filled, wording, signal))
  const named: Named = naming.resolve(naming.marked === undefined ? [] : tablesIn(await treeOf(naming.marked)))
  checkTree(await treeOf(named.sql), { isOurs: named.isOurs, functions, sources: sources.sources.map(({ name }) => name) })
  return { sql: named.final, parameters: filled.parameters, format, wording: { ...wording, shown: named.shown } }
}

interface Facts { text: string, functions: ReadonlySet<string>, tables: ReadonlySet<string> }

/** The formatted statement; which of its words are functions; which of the project's tables are there. */
async function facts(engine: SqlEngine, ours: string, { sources }: SqlSources, { sql, edits }: Filled, text: string, signal: AbortSignal): Promise<Facts> {
  const words = [...new Set(tokensOf(sql).filter(({ kind }) => kind === 'word' || kind === 'quoted').map(({ value }) => value.toLowerCase()))]
  const real = sources.map(source => realTable(source, ours))
  const [row] = await engine.rows<{ text: string, functions: string[], tables: string[] }>({
    sql: 'SELECT formatQuerySingleLine({text:String}) AS text, '
      + '(SELECT groupUniqArray(lower(name)) FROM system.functions WHERE lower(name) IN {words:Array(String)}) AS functions, '
      + '(SELECT groupUniqArray(concat(database, \'.\', name)) FROM system.tables WHERE database IN {databases:Array(String)} AND name IN {names:Array(String)}) AS tables',
    values: { text: sql, words, databases: [...new Set(real.map(({ database }) => database))], names: real.map(({ name }) => name) },
  }, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw toSqlError(error, { text, edits, tables: new Map() })
  })
  return { text: row!.text, functions: new Set(row!.functions), tables: new Set(row!.tables) }
}

async function astOf(engine: SqlEngine, sql: string, { parameters }: Filled, wording: Wording, signal: AbortSignal): Promise<string[]> {
  try {
    const rows = await engine.rows<{ explain: string }>({ sql: `EXPLAIN AST ${sql}`, parameters }, signal)
    return rows.map(({ explain }) => explain)
  }
  catch (error) {
    signal.throwIfAborted()
    throw toSqlError(error, { ...wording, text: sql, edits: [] })
  }
}

/** Real names in texts of the engine, and what the user calls them. */
function wordsOf({ sources }: SqlSources, ours: string): Map<string, string> {
  const words = sources.flatMap((source): [string, string][] => {
    const { database, name } = realTable(source, ours)
    return [[`\`${database}\`.\`${name}\``, source.name], [`${database}.${name}`, source.name], ...database === ours ? [[name, source.name] as [string, string]] : []]
  })
  return new Map(words)
}
