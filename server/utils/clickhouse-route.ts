import type { Readable } from 'node:stream'
import { getRequestHeader, setResponseHeaders, type EventHandler, type H3Event } from 'h3'
import type { Endpoint, Media } from '#shared/api/endpoint'
import type { clickhouseParamsSchema } from '#shared/schemas/clickhouse'
import {
  CLICKHOUSE, ClickHouseException, exceptionOf, EXCEPTIONS, exceptionText, insertDecoder, MAX_STATEMENT, mayRefuse, readStatement, tableOf,
  type ExceptionName, type IngestScope, type InsertStatement, type RequestTry, type RowsDecoder,
} from '../domain/ingest'
import { AppError } from '../domain/kernel'
import { SqlError } from '../domain/query'
import { answerReading, databaseOf, isInsert, isOn, textIn } from './clickhouse-reading'
import { withErrorForm, type FormedError } from './error-form'
import type { ErrorAnswer } from './errors'
import { withBody, type NamedKey } from './ingest-route'
import { defineRoute, requestCredential, type RouteContext } from './route'

interface ClickHouseEndpoint extends Endpoint {
  readonly auth: 'key'
  readonly query: typeof clickhouseParamsSchema
  readonly answers: readonly Media[]
}
interface PingEndpoint extends Endpoint { readonly auth: 'none', readonly answers: readonly Media[] }

type Context = RouteContext<ClickHouseEndpoint>

const OK = 'Ok.\n'

/** A route that takes rows as ClickHouse's HTTP interface does, and answers as it. */
export function defineClickHouseRoute(endpoint: ClickHouseEndpoint): EventHandler {
  return withErrorForm(defineRoute<ClickHouseEndpoint>(endpoint, async (context) => {
    const { event, query } = context
    setResponseHeaders(event, {
      'x-clickhouse-query-id': queryIdOf(event, query.query_id), 'x-clickhouse-timezone': 'UTC', 'content-type': 'text/plain; charset=UTF-8',
    })
    requireKnownCompression(event, query.decompress)
    return answerTo(context, endpoint.method === 'get')
  }), (event, answer, thrown) => asException(event, answer, thrown, endpoint))
}

/** Two ways that ClickHouse knows, and that nothing here reads. */
function requireKnownCompression(event: H3Event, decompress: unknown): void {
  const isSnappy = getRequestHeader(event, 'content-encoding')?.trim().toLowerCase() === 'snappy'
  if (!isSnappy && !isOn(decompress)) return
  throw new ClickHouseException('UNKNOWN_COMPRESSION_METHOD',
    `${isSnappy ? 'Snappy' : 'decompress=1, ClickHouse’s own compression of blocks,'} is not supported. Send the body with Content-Encoding: gzip, zstd, br or deflate`)
}

/** Good while the spool takes rows: what lies behind it may be away for a time. */
export function definePingRoute(endpoint: PingEndpoint): EventHandler {
  return withErrorForm(defineRoute<PingEndpoint>(endpoint, async ({ event, platform }) => {
    const { checks } = await platform.health()
    if (checks.spool !== 'ok') throw new AppError('unavailable', `Rows can’t be taken just now: ${checks.spool}`, { retryAfter: 2 })
    setResponseHeaders(event, { 'content-type': 'text/plain; charset=UTF-8' })
    return OK
  }), (event, answer, thrown) => asException(event, answer, thrown, endpoint))
}

/** The statement may stand in the parameter, at the beginning of the body, or begin in the one and end in the other. */
async function answerTo(context: Context, readOnly: boolean): Promise<string | Readable> {
  const text = Buffer.from(context.query.query ?? '')
  if (readOnly) return withoutBody(context, text)
  const statement = isInsert(text.toString()) ? readStatement(text, parametersOf(context)) : undefined
  if (statement) {
    const target = targetOf(context, statement)
    return withBody(context, target.scope, (body, attempt) => insert(context, target, rowsBehind(text.subarray(statement.dataAt), body), attempt), tokenOf(context))
  }
  return withBody<string | Readable>(context, undefined, async (body, attempt) => {
    if (!isInsert(`${text.toString()}\n${body.toString('utf8', 0, MAX_STATEMENT)}`)) return read(context, [text, body])
    const { found, dataAt } = statementInBody(text, body, context)
    return insert(context, targetOf(context, found), body.subarray(dataAt), attempt)
  }, tokenOf(context))
}

/** ClickHouse's own way to say that an insert may come again. Empty is without, as there. */
const tokenOf = ({ query }: Context): NamedKey =>
  ({ name: 'parameter insert_deduplication_token', value: query.insert_deduplication_token || undefined })

/** What a GET may ask: all that reads, and nothing, to see whether somebody is there. */
async function withoutBody(context: Context, text: Buffer): Promise<string | Readable> {
  if (!isInsert(text.toString())) return text.length === 0 ? OK : read(context, [text])
  if (readStatement(text, parametersOf(context))) throw new ClickHouseException('READONLY', 'Rows can’t be inserted by GET. Send the request by POST')
  throw incomplete()
}

/** @param pieces of the statement: what of it stands in the address, and in the body */
async function read(context: Context, pieces: readonly Buffer[]): Promise<string | Readable> {
  if (pieces.some(({ length }) => length > MAX_STATEMENT)) throw new ClickHouseException('QUERY_IS_TOO_LARGE', `The statement is longer than ${MAX_STATEMENT} bytes`)
  if (/^multipart\//i.test(getRequestHeader(context.event, 'content-type') ?? '')) {
    throw new ClickHouseException('NOT_IMPLEMENTED', 'A statement in a form of several parts is not understood. Send it as the body, and its parameters in the address')
  }
  const text = pieces.map(piece => piece.toString()).filter(piece => piece !== '').join('\n')
  if (text.trim() === '') throw incomplete()
  return pingLiteral(context, text) ?? answerReading(context, text)
}

/** `SELECT 1`, by which clients find out whether the server and the key are good: answered without the engine. */
function pingLiteral({ query }: Context, text: string): string | undefined {
  const found = /^SELECT\s+(?:(\d{1,9})|'(\w{0,50})')\s{0,9};?$/i.exec(text.trim())
  if (!found || isOn(query.compress) || !/^(?:TabSeparated|TSV|)$/i.test(textIn(query.default_format) ?? '')) return undefined
  return `${found[1] ?? found[2]}\n`
}

/** @throws ClickHouseException SYNTAX_ERROR, QUERY_IS_TOO_LARGE */
function statementInBody(text: Buffer, body: Buffer, context: Context): { found: InsertStatement, dataAt: number } {
  const before = text.length > 0 ? [text, Buffer.from('\n')] : []
  const skipped = before.reduce((sum, piece) => sum + piece.length, 0)
  const found = readStatement(Buffer.concat([...before, body.subarray(0, MAX_STATEMENT)]), parametersOf(context))
  if (!found) throw body.length > MAX_STATEMENT ? new ClickHouseException('QUERY_IS_TOO_LARGE', `The statement is longer than ${MAX_STATEMENT} bytes`) : incomplete()
  return { found, dataAt: Math.max(0, found.dataAt - skipped) }
}

const incomplete = () => new ClickHouseException('SYNTAX_ERROR', 'Syntax error: the statement ends too early. Send INSERT INTO source FORMAT JSONEachRow, as the parameter query or before the rows')

/** The rows of a statement whose parameter goes on behind the format. */
function rowsBehind(inline: Buffer, body: Buffer): Buffer {
  if (inline.every(byte => byte <= 32)) return body
  if (body.length === 0) return inline
  throw new ClickHouseException('SYNTAX_ERROR', 'Syntax error: something stands behind the format of the parameter query, and the body has rows too. Put SETTINGS before FORMAT')
}

interface Target { readonly scope: IngestScope, readonly decode: RowsDecoder }

/** Where the rows go and what reads them: everything that can be wrong before the first row is looked at. */
function targetOf(context: Context, statement: InsertStatement): Target {
  const decode = insertDecoder({ statement, setting: name => textIn(context.query[name]), limits: context.platform.config.limits })
  return { scope: scopeOf(context, statement), decode }
}

async function insert({ event, platform }: Context, { scope, decode }: Target, rows: Buffer, attempt?: RequestTry): Promise<string> {
  const started = performance.now()
  const decoded = decode(rows, bounds => tableOf(scope, Date.now(), bounds), mayRefuse(scope))
  const { records, rejects } = decoded
  const unfit = records.length + rejects.length > 0 ? await platform.ingest.store({ ...scope, ...attempt && { attempt } }, CLICKHOUSE, decoded, rows.length) : []
  const refused = rejects.length + unfit.length
  const stored = records.length - unfit.length
  if (stored === 0 && refused > 0) {
    throw new ClickHouseException('INCORRECT_DATA', `No row of this insert could be read: ${(rejects[0] ?? unfit[0])!.reason}. The bytes are kept in the project’s dead letters`)
  }
  setResponseHeaders(event, { 'x-clickhouse-summary': summary(stored, refused, rows.length, performance.now() - started) })
  return ''
}

/** As ClickHouse counts (https://clickhouse.com/docs/interfaces/http#response-headers), numbers as texts; and what went to the dead letters. */
function summary(written: number, rejected: number, bytes: number, milliseconds: number): string {
  const [rows, size] = [String(written), String(bytes)]
  return JSON.stringify({
    read_rows: rows, read_bytes: size, written_rows: rows, written_bytes: size, total_rows_to_read: '0', result_rows: rows, result_bytes: size,
    elapsed_ns: String(Math.round(milliseconds * 1e6)), ...(rejected > 0 ? { rejected_rows: String(rejected) } : {}),
  })
}

const MOST_LISTED = 20

/** @throws ClickHouseException UNKNOWN_DATABASE, UNKNOWN_TABLE */
function scopeOf(context: Context, statement: InsertStatement): IngestScope {
  const { event, platform, principal, query } = context
  const { identity } = platform
  databaseOf(event, platform, principal, query, statement.database)
  try {
    return { ...identity.scopeOf(principal, { table: statement.table }), keyId: principal.keyId }
  }
  catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    const names = identity.listSources(principal, principal.projectId).slice(0, MOST_LISTED).map(({ name }) => name)
    throw new ClickHouseException('UNKNOWN_TABLE', `Table ${quoted(statement.table)} does not exist: the key’s project has no such source. It has ${names.join(', ')}`)
  }
}

const quoted = (name: string) => JSON.stringify(name.slice(0, 64))
const parametersOf = ({ query }: Context) => (name: string) => textIn(query[`param_${name}`])

/** The caller's if it can stand in a header, else the request's. */
function queryIdOf(event: H3Event, given: string | undefined): string {
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : event.context.requestId ?? ''
}

/** A refusal in ClickHouse's words. */
function asException(event: H3Event, { status, body: { error } }: ErrorAnswer, thrown: unknown, { keyParameter }: Endpoint): FormedError {
  if (thrown instanceof SqlError) {
    const { code, name } = thrown.exception
    setResponseHeaders(event, { 'x-clickhouse-exception-code': String(code) })
    return { status, type: 'text/plain; charset=UTF-8', body: `Code: ${code}. DB::Exception: ${error.message} (${name})\n` }
  }
  const noKey = error.code === 'unauthenticated' && requestCredential(event, keyParameter) === undefined
  const name: ExceptionName = noKey ? 'REQUIRED_PASSWORD' : exceptionOf(thrown, error.code)
  setResponseHeaders(event, { 'x-clickhouse-exception-code': String(EXCEPTIONS[name]) })
  return { status, type: 'text/plain; charset=UTF-8', body: exceptionText(name, error.message) }
}
