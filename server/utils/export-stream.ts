import { Readable } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import { setResponseHeaders, type H3Event } from 'h3'
import type { ExportRun } from '../domain/exports'
import type { Principal } from '../domain/identity'
import type { QueryProgress } from '../domain/query'
import { endBroken } from './broken-answer'
import { toErrorAnswer } from './errors'
import { logqlFile, sqlFile, type FileForm } from './export-pieces'
import { logqlQuestion } from './logql-answer'
import type { Platform } from './platform'
import { beginReading } from './reading'
import { sourceName, sqlSources } from './sql-answer'

const CONTENT_TYPES = { csv: 'text/csv; charset=utf-8; header=present', ndjson: 'application/x-ndjson; charset=utf-8', parquet: 'application/vnd.apache.parquet' }

/**
 * Writes an export as it is read: a client that reads slowly slows the engine down. What fails before the first bytes
 * becomes an ordinary refusal; later the connection breaks off, so that nobody takes the file for whole.
 */
export async function streamExport(event: H3Event, platform: Platform, principal: Principal, run: ExportRun): Promise<Readable> {
  const { source = 'logs', format } = run.request
  const file = followed(run, () => fileOf(platform, principal, run, AbortSignal.any([beginReading(event, principal), run.signal])))
  const first = await file.next()
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  setResponseHeaders(event, {
    'content-type': CONTENT_TYPES[format], 'content-disposition': `attachment; filename="cordwood-${[source].flat().slice(0, 3).join('-')}-${time}.${format}"`,
    'cache-control': 'no-store',
    // Proxies such as nginx would hold the stream back.
    'x-accel-buffering': 'no',
  })
  const answer = Readable.from(joined(first, file), { objectMode: false })
  // Nothing else ends it: Node leaves a response open whose stream has failed.
  answer.once('error', error => endBroken(event, error))
  return answer
}

type Bytes = AsyncGenerator<Buffer | string, void>

async function* joined(first: IteratorResult<Buffer | string, void>, rest: Bytes): Bytes {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value
  }
  finally {
    await rest.return()
  }
}

/** Tells the export how it ends, whichever way that is. */
async function* followed(run: ExportRun, write: () => Bytes): Bytes {
  try {
    yield* write()
  }
  catch (error) {
    run.failed(toErrorAnswer(error).body.error.message)
    throw error
  }
  finally {
    run.failed('The download ended before the export did. Prepare another one.')
  }
}

function fileOf(platform: Platform, principal: Principal, run: ExportRun, signal: AbortSignal): Bytes {
  const { request, limit, sql, counting } = run
  const query = platform.exporters[platform.identity.askerIn(principal, request.project)]
  // What a query in LogQL has become names its sources.
  const source = () => request.language === 'sql' ? { source: sourceName(platform, principal, request) } : {}
  const question = () => ({ start: request.start, end: request.end, ...source() })
  if (request.format === 'parquet') {
    const ask = (text: string, format: string) => query.sqlBytes(sqlSources(platform, principal, request), { ...question(), text, formatOf: () => format, mostRows: limit }, signal)
    // The file says of itself only how many rows it has.
    const isCutOff = async () => typeof counting === 'string' && Number(await readText((await ask(counting, 'TSV')).stream)) > limit
    return parquet({ run, signal }, () => ask(sql ?? request.query, 'Parquet'), isCutOff)
  }
  if (request.language === 'sql') {
    let progress: QueryProgress['share'] = null
    const onProgress = ({ rows, totalRows }: { rows: number, totalRows: number }) => void (progress = totalRows === 0 ? null : Math.min(1, rows / totalRows))
    const pieces = query.sql(sqlSources(platform, principal, request), { ...question(), text: request.query, onProgress }, signal)
    return text({ run, signal }, pieces, sqlFile(request.format), () => progress, ({ truncated }) => truncated)
  }
  const scope = platform.identity.readScopeOf(principal, request)
  const { pieces, progress } = query.logqlExport(scope, logqlQuestion({ ...request, limit }), signal)
  return text({ run, signal }, pieces, logqlFile(request.format, 'sources' in scope), () => progress().share, truncated => truncated)
}

interface Writing { readonly run: ExportRun, readonly signal: AbortSignal }

/** So much is sent at once: a chunk for each line would cost more than the line. */
const CHUNK_CHARACTERS = 64 * 1024

async function* text<Piece, R>({ run, signal }: Writing, pieces: AsyncGenerator<Piece, R>, form: FileForm<Piece>, share: () => number | null, truncated: (end: R) => boolean): Bytes {
  let [rows, bytes, held, isEmpty] = [0, 0, '', true]
  const chunk = () => {
    // What is on its way already would go on to flow.
    signal.throwIfAborted()
    const buffer = Buffer.from(held)
    held = ''
    bytes += buffer.length
    run.progress({ rows, bytes, share: share() })
    return buffer
  }
  try {
    for (;;) {
      signal.throwIfAborted()
      const { done, value } = await pieces.next()
      let isCutOff = false
      if (done && isEmpty) held = form.empty
      isEmpty = false
      for (const piece of done ? [] : form.write(value)) {
        // Of lines and of SQL no more are read; of numbers there are as many as the query has.
        isCutOff = rows + piece.rows > run.limit
        if (isCutOff) break
        rows += piece.rows
        held += piece.text
        if (held.length >= CHUNK_CHARACTERS) yield chunk()
      }
      if (!done && !isCutOff) continue
      yield chunk()
      run.done(!done || truncated(value))
      return
    }
  }
  finally {
    await pieces.return(undefined as never)
  }
}

async function* parquet({ run, signal }: Writing, open: () => Promise<{ stream: Readable }>, isCutOff: () => Promise<boolean>): Bytes {
  const truncated = await isCutOff()
  const { stream } = await open()
  let bytes = 0
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted()
      bytes += (chunk as Buffer).length
      run.progress({ bytes })
      yield chunk as Buffer
    }
    run.done(truncated)
  }
  finally {
    stream.destroy()
  }
}
