import type { IngestResponse } from '#shared/schemas/ingest'
import type { Decoded } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import { AppError, type Clock } from '../kernel'
import { DEAD_LETTERS_RETENTION_DAYS, DEAD_LETTERS_TABLE, deadLetterSchema, type TableSpec } from '../storage'
import type { Admission } from './admission/admission'
import type { Quota } from './admission/quota'
import { writeDeadLetterRow } from './encode/dead-letter'
import type { BodyDecoder } from './decoding/decoder'
import type { Encoded, RowMaker, UnfitRecord } from './encode/row-maker'
import { RowWriter, type EncodedRows } from './encode/row-writer'
import type { IngestMetrics } from './metrics'
import type { Protocol } from './protocol'
import type { RequestTry } from './requests/requests'
import type { Spool } from './spool/spool'

/** Where lines go, and from whom they come. */
export interface IngestScope extends Scope {
  readonly keyId: string
  /** Where the request carries an Idempotency-Key: what an earlier try has stored is not stored again. */
  readonly attempt?: RequestTry
}

export interface Ingest {
  /**
   * Decodes a body and stores its lines: when this resolves they are on disk.
   * @param body the whole request body, decompressed
   * @throws AppError `bad_request` when not one line could be read (they are in the dead letters); `too_large` when
   *   the request has more records, or stands for larger rows, than `limits` allow; `rate_limited` when the source's daily quota is used up;
   *   `unavailable` when the spool can't take them. After these three nothing of the request counts as stored
   */
  accept<Params>(scope: IngestScope, protocol: Protocol<Params>, body: Buffer, params: Params): Promise<IngestResponse>
  /**
   * Stores what a decoder made of a body, for protocols that answer in their own way: when this resolves the records
   * are on disk, and the rejects in the dead letters.
   * @param bytes length of the body, for the metrics and the quota
   * @returns the records that the source can't take: they are among the dead letters
   * @throws AppError `too_large`, `rate_limited`, `unavailable`, as `accept`
   */
  store(scope: IngestScope, protocol: string, decoded: Decoded, bytes: number): Promise<readonly UnfitRecord[]>
  /** The same with the records that the source can't take among the rejects: told beforehand, nothing is stored. */
  sortOut(scope: Scope, decoded: Decoded): Decoded
}

/** Where the memory that rows take is asked for, by key. */
export interface RowMemory {
  open(key: string): { take(bytes: number): void, close(): void }
}

export interface IngestOptions {
  spool: Spool
  clock: Clock
  metrics: IngestMetrics
  /** Makes the rows of bodies, and of records. */
  decoder: BodyDecoder
  maker: RowMaker
  /** Counts what rows take beyond the bodies that they come from. */
  memory: RowMemory
  admission: Admission
  quota: Quota
}

export function createIngest({ spool, clock, metrics, decoder, maker, memory, admission, quota }: IngestOptions): Ingest {
  async function keep(scope: IngestScope, protocol: string, encoded: Encoded, bytes: number, now: number): Promise<void> {
    const isResent = scope.attempt?.isResent ?? false
    let takeBack = () => {}
    const account = memory.open(scope.keyId)
    try {
      account.take(Math.max(0, encoded.rows.bytes.length - bytes))
      if (!isResent) takeBack = quota.take(scope, { lines: encoded.rows.rows, bytes })
      await append(spool, scope, protocol, encoded, now)
    }
    catch (error) {
      encoded.patterns.discard()
      takeBack()
      countError(metrics, protocol, error)
      throw error
    }
    finally {
      // On disk or refused: in either case nobody reads the rows any more.
      encoded.release()
      account.close()
    }
    if (isResent) return passOver(metrics, protocol, encoded)
    admission.charge(scope.keyId, encoded.rows.rows + encoded.rejects.length, bytes)
    countStored(metrics, protocol, encoded, bytes)
  }

  return {
    async accept(scope, protocol, body, params) {
      const now = clock.now()
      const encoded = await counting(metrics, protocol.name, () => decoder.encode(scope, protocol, body, params, now))
      await keep(scope, protocol.name, encoded, body.length, now)
      return answerOrRefuse(encoded)
    },
    async store(scope, protocol, decoded, bytes) {
      const now = clock.now()
      const encoded = await counting(metrics, protocol, () => maker.encode(scope, decoded, now))
      await keep(scope, protocol, encoded, bytes, now)
      return encoded.unfit
    },
    sortOut: (scope, decoded) => maker.sortOut(scope, decoded, clock.now()),
  }
}

const countError = (metrics: IngestMetrics, protocol: string, error: unknown) =>
  metrics.errors.inc({ protocol, code: error instanceof AppError ? error.code : 'internal' })

/** @throws AppError too_large */
async function counting(metrics: IngestMetrics, protocol: string, encode: () => Encoded | Promise<Encoded>): Promise<Encoded> {
  try {
    return await encode()
  }
  catch (error) {
    countError(metrics, protocol, error)
    throw error
  }
}

/** What was stored by an earlier try: its rows come to nothing. */
function passOver(metrics: IngestMetrics, protocol: string, { patterns }: Encoded): void {
  patterns.discard()
  metrics.resent.inc({ protocol })
}

function countStored(metrics: IngestMetrics, protocol: string, { rows, rejects }: Encoded, bytes: number): void {
  metrics.lines.inc({ protocol }, rows.rows)
  metrics.bytes.inc({ protocol }, bytes)
  if (rejects.length > 0) metrics.rejected.inc({ protocol }, rejects.length)
}

async function append(spool: Spool, scope: IngestScope, protocol: string, { spec, rows, rejects }: Encoded, now: number): Promise<void> {
  const appends: Promise<void>[] = []
  const put = (where: TableSpec, what: EncodedRows) => scope.attempt
    ? scope.attempt.put(note => spool.append(where, what, note))
    : spool.append(where, what)
  if (rows.rows > 0) appends.push(put(spec, rows))
  if (rejects.length > 0) {
    const writer = new RowWriter()
    const origin = { receivedAt: now, projectId: scope.projectId, sourceId: scope.sourceId, keyId: scope.keyId, protocol }
    for (const reject of rejects) writeDeadLetterRow(writer, origin, reject)
    const letters = { table: DEAD_LETTERS_TABLE, schema: deadLetterSchema, retentionDays: DEAD_LETTERS_RETENTION_DAYS }
    appends.push(put(letters, writer.finish()))
  }
  // Both are waited for, so that no failure goes unheard.
  const failed = (await Promise.allSettled(appends)).find(result => result.status === 'rejected')
  if (failed) throw failed.reason
}

const MOST_ERRORS = 20

function answerOrRefuse({ rows, rejects }: Encoded): IngestResponse {
  const accepted = rows.rows
  if (rejects.length === 0) return { accepted, rejected: 0 }
  const errors = rejects.slice(0, MOST_ERRORS).map(({ index, reason }) => ({ index, reason }))
  if (accepted > 0) return { accepted, rejected: rejects.length, errors }
  throw new AppError('bad_request',
    `No line of this request could be read: ${errors[0]?.reason}. The bytes are kept in the project’s dead letters.`,
    { issues: errors.map(({ index, reason }) => ({ path: String(index ?? ''), message: reason })) })
}
