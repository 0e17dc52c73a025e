import { refuse } from './refusal'
import { isKeyword, isName, isSign, quotedText, replaced, tokensOf, type Edit, type Token } from './tokens'

/** A formatted statement that is a SELECT, and the format that it asked for. */
export interface Selecting { readonly sql: string, readonly format: string | undefined }

/**
 * Makes a SELECT of what clients ask otherwise (SHOW TABLES, SHOW DATABASES, DESCRIBE, EXISTS), takes a FORMAT off its
 * end, and answers the functions that tell about the connection.
 * @param formatted as the engine has formatted it: keywords in capitals, no comments
 * @param database what the client is told that its database is called
 * @throws SqlError for every other statement
 */
export function toSelect(formatted: string, database: string): Selecting {
  const { sql, format } = withoutFormat(formatted)
  const tokens = tokensOf(sql)
  switch (tokens[0]?.kind === 'word' ? tokens[0].value : tokens[0]?.value) {
    case 'SELECT': case 'WITH': case '(': return { sql: answered(sql, tokens, database), format }
    case 'SHOW': return { sql: show(tokens), format }
    case 'DESCRIBE': case 'DESC': return { sql: describe(tokens), format }
    case 'EXISTS': return { sql: exists(tokens), format }
    default: return refuse('Only SELECT can be asked here, one statement at a time')
  }
}

function withoutFormat(sql: string): Selecting {
  const tokens = tokensOf(sql)
  const [keyword, name] = tokens.slice(-2)
  // A column called FORMAT that is called something else has AS between the two.
  if (!isKeyword(keyword, 'FORMAT') || name?.kind !== 'word' || tokens.length < 4) return { sql, format: undefined }
  return { sql: sql.slice(0, keyword!.start).trimEnd(), format: name.value }
}

const CURRENT_DATABASE = new Set(['currentdatabase', 'current_database', 'database', 'schema'])

/** What a client is told about the connection: nothing of the real one. */
const ANSWERS = new Map<string, string>([
  ...['currentuser', 'current_user', 'user', 'session_user'].map(name => [name, `'cordwood'`] as const),
  ...['hostname', 'fqdn', 'fullhostname', 'displayname'].map(name => [name, `'cordwood'`] as const),
])

function answered(sql: string, tokens: readonly Token[], database: string): string {
  const edits: Edit[] = []
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'word' || !isSign(tokens[i + 1], '(') || !isSign(tokens[i + 2], ')')) continue
    const name = token.value.toLowerCase()
    const answer = CURRENT_DATABASE.has(name) ? quotedText(database) : ANSWERS.get(name)
    if (answer !== undefined) edits.push({ start: token.start, end: tokens[i + 2]!.end, text: answer })
  }
  return replaced(sql, edits)
}

const KNOWN = 'SHOW TABLES and SHOW DATABASES can be asked here, DESCRIBE TABLE, EXISTS TABLE, and SELECT'

function show(tokens: readonly Token[]): string {
  let at = 1
  if (isKeyword(tokens[at], 'FULL')) at++
  const what = tokens[at++]
  if (!isKeyword(what, 'TABLES', 'DATABASES')) refuse(KNOWN)
  const database = what!.value === 'TABLES' && isKeyword(tokens[at], 'FROM', 'IN') && isName(tokens[at + 1]) ? tokens[(at += 2) - 1]!.value : undefined
  const negated = isKeyword(tokens[at], 'NOT') ? tokens[at++]!.value : ''
  const pattern = isKeyword(tokens[at], 'LIKE', 'ILIKE') && tokens[at + 1]?.kind === 'text' ? `WHERE name ${negated} ${tokens[at]!.value} ${tokens[(at += 2) - 1]!.value}` : ''
  if (tokens[at] !== undefined) refuse(KNOWN)
  const nothing = database !== undefined && /^(?:system|information_schema)$/i.test(database) ? 'LIMIT 0' : ''
  return `SELECT name FROM system.${what!.value.toLowerCase()} ${pattern} ORDER BY name ${nothing}`
}

function describe(tokens: readonly Token[]): string {
  const name = tableName(tokens, isKeyword(tokens[1], 'TABLE') ? 2 : 1)
  return 'SELECT name, type, default_kind AS default_type, default_expression, comment, compression_codec AS codec_expression, \'\' AS ttl_expression '
    + `FROM system.columns WHERE table = ${quotedText(name)} ORDER BY position`
}

const exists = (tokens: readonly Token[]) => `SELECT toUInt8(count() > 0) AS result FROM system.tables WHERE name = ${quotedText(tableName(tokens, isKeyword(tokens[1], 'TABLE') ? 2 : 1))}`

/** `table` or `database.table`, and nothing behind it. */
function tableName(tokens: readonly Token[], from: number): string {
  const at = isSign(tokens[from + 1], '.') ? from + 2 : from
  if (!isName(tokens[at]) || tokens[at + 1] !== undefined) refuse(KNOWN)
  return tokens[at]!.value
}
