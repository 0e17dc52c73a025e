import type { Readable, Transform } from 'node:stream'
import { createBrotliCompress, createDeflate, createGzip, createZstdCompress } from 'node:zlib'
import { appendResponseHeader, getRequestHeader, setResponseHeaders, type H3Event } from 'h3'
import { ClickHouseException } from '../domain/ingest'
import type { KeyPrincipal } from '../domain/identity'
import { isSqlFormat, outputSettings, type SqlSources } from '../domain/query'
import { endBroken } from './broken-answer'
import type { Platform } from './platform'
import { beginReading } from './reading'

interface Reading {
  readonly event: H3Event
  readonly platform: Platform
  readonly principal: KeyPrincipal
  readonly query: Readonly<Record<string, unknown>>
}

const BLANK = /\s+|--[^\n]*|#[ !][^\n]*/y

/** Whether a statement takes rows in, as its first word says: then it is not for reading. */
export function isInsert(text: string): boolean {
  let at = 0
  for (;;) {
    BLANK.lastIndex = at
    const comment = text.startsWith('/*', at) ? text.indexOf('*/', at + 2) : -1
    if (comment >= 0) at = comment + 2
    else if (BLANK.test(text)) at = BLANK.lastIndex
    else return /^INSERT\b/i.test(text.slice(at, at + 7))
  }
}

/**
 * Answers a statement that reads, as ClickHouse does: in the format that it asks for, compressed as the client wants it.
 * @throws AppError, of which SqlError tells ClickHouse's exception
 */
export async function answerReading({ event, platform, principal, query }: Reading, text: string): Promise<Readable> {
  const signal = beginReading(event, principal)
  const given = Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const parameters = new Map(given.filter(([name]) => /^param_\w+$/.test(name)).map(([name, value]) => [name.slice('param_'.length), value]))
  const formatOf = (asked = textIn(query.default_format) ?? getRequestHeader(event, 'x-clickhouse-format') ?? 'TabSeparated') => knownFormat(asked)
  const { stream, headers } = await platform.query.sqlBytes(
    sourcesOf(platform, principal, databaseOf(event, platform, principal, query)),
    { text, parameters, formatOf, settings: outputSettings(given) }, signal,
  )
  setResponseHeaders(event, Object.fromEntries(PASSED.flatMap(name => typeof headers[name] === 'string' ? [[name, headers[name]]] : [])))
  const answer = compressed(event, query, stream)
  answer.once('error', error => endBroken(event, error))
  return answer
}

/** What the engine says about its answer, and clients read. */
const PASSED = ['content-type', 'x-clickhouse-summary', 'x-clickhouse-format', 'x-clickhouse-timezone', 'x-clickhouse-exception-tag']

/** @throws ClickHouseException UNKNOWN_FORMAT */
function knownFormat(name: string): string {
  if (!isSqlFormat(name)) throw new ClickHouseException('UNKNOWN_FORMAT', `Answers can’t have the format ${name.slice(0, 60)}. Ask for JSONEachRow, JSON, CSV, TabSeparated, Native or RowBinary`)
  return name
}

function sourcesOf({ identity }: Platform, principal: KeyPrincipal, database: string | undefined): SqlSources {
  const sources = identity.listSources(principal, principal.projectId)
    .map(({ name }) => ({ name, scope: identity.scopeOf(principal, { project: principal.projectId, source: name }) }))
  const databases = identity.listProjects(principal).flatMap(({ id, name }) => [id, name])
  return { sources, databases, database }
}

/** The database that the client has chosen; the project's sources are in each that it may choose. @throws ClickHouseException UNKNOWN_DATABASE */
export function databaseOf(event: H3Event, { identity, config }: Platform, principal: KeyPrincipal, query: Readonly<Record<string, unknown>>, named?: string): string | undefined {
  const database = named || textIn(query.database) || getRequestHeader(event, 'x-clickhouse-database')
  if (!database) return undefined
  const own = ['default', 'cordwood', 'logs', config.clickhouse.database, ...identity.listProjects(principal).flatMap(({ id, name }) => [id, name])]
  if (!own.includes(database)) throw new ClickHouseException('UNKNOWN_DATABASE', `Database ${JSON.stringify(database.slice(0, 64))} does not exist. Name none, default, or the key’s project`)
  return database
}

const codings: Record<string, () => Transform> = {
  gzip: () => createGzip({ level: 1 }), deflate: () => createDeflate({ level: 1 }), zstd: () => createZstdCompress(),
  // Its own level would take longer than the query.
  br: () => createBrotliCompress({ params: { 1: 1 } }),
}

/** As ClickHouse: only for clients that ask for it twice. */
function compressed(event: H3Event, query: Readonly<Record<string, unknown>>, stream: Readable): Readable {
  const accepted = getRequestHeader(event, 'accept-encoding')?.split(',').map(coding => coding.split(';', 1)[0]!.trim().toLowerCase()) ?? []
  const coding = isOn(query.enable_http_compression) ? accepted.find(name => Object.hasOwn(codings, name)) : undefined
  if (coding === undefined) return stream
  appendResponseHeader(event, 'content-encoding', coding)
  const transform = codings[coding]!()
  stream.once('error', error => transform.destroy(error))
  transform.once('close', () => stream.destroy())
  return stream.pipe(transform)
}

export const textIn = (value: unknown) => typeof value === 'string' ? value : undefined
export const isOn = (value: unknown) => value !== undefined && value !== '' && value !== '0' && value !== 'false'
