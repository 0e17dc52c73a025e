import type { Decoded, LogRecord, Reject } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import type { BufferPool } from '../../kernel'
import type { TableSpec } from '../../storage'
import type { DecodeLimits } from '../decode/bounds'
import { Patterns, type PatternColumns } from '../pattern/columns'
import type { DecodeContext, Protocol } from '../protocol'
import { encoderOf, type RowBatch } from './encoder'
import { letterOf } from './letter'
import type { EncodedRows } from './row-writer'

/** What a request comes to: rows of its source, in memory that is lent, and what is no row. */
export interface Encoded {
  readonly spec: TableSpec
  readonly rows: EncodedRows
  readonly rejects: Reject[]
  /** Records that the source can't take: they are among the rejects. */
  readonly unfit: readonly UnfitRecord[]
  readonly patterns: Pick<PatternColumns, 'discard'>
  /** Gives the memory of the rows back: nobody may read them afterwards. */
  readonly release: () => void
}

/** A record that its source can't take. */
export interface UnfitRecord {
  /** Its place among the records of the request. */
  readonly place: number
  readonly reason: string
}

type Finish = (rejects: Reject[], unfit?: readonly UnfitRecord[]) => Encoded

/** Makes the rows of requests, one request after the other. */
export class RowMaker {
  private readonly patterns = new Patterns()
  private readonly lend: (bytes: number) => Buffer

  constructor(private readonly buffers: BufferPool, private readonly limits: DecodeLimits) {
    this.lend = bytes => buffers.take(bytes)
  }

  /** By the protocol's short way, where it has one for this body and this kind of source. @throws AppError too_large */
  transcode<Params>(scope: Scope, protocol: Protocol<Params>, body: Buffer, context: DecodeContext): Encoded | undefined {
    const { transcode } = protocol
    return transcode && this.make(scope, context.now, ({ app }, finish) => app && transcode(body, context, app) ? finish([]) : undefined)
  }

  /**
   * A record that the source can't take becomes a reject.
   * @param now milliseconds since 1970
   * @throws AppError too_large
   */
  encode(scope: Scope, decoded: Decoded, now: number): Encoded {
    return this.make(scope, now, (batch, finish) => {
      const unfit = writeRecords(batch, decoded.records)
      return finish(withUnfit(decoded, unfit), unfit)
    })
  }

  /** The same with the records that the source can't take among the rejects; no rows are made. @throws AppError too_large */
  sortOut(scope: Scope, decoded: Decoded, now: number): Decoded {
    return this.make(scope, now, (batch) => {
      const unfit = writeRecords(batch, decoded.records)
      const places = new Set(unfit.map(({ place }) => place))
      return { records: decoded.records.filter((_, place) => !places.has(place)), rejects: withUnfit(decoded, unfit) }
    })
  }

  /** @param work writes the rows, and calls `finish` unless they come to nothing */
  private make<Made>(scope: Scope, now: number, work: (batch: RowBatch, finish: Finish) => Made): Made {
    const encoder = encoderOf(scope)
    const patterns = this.patterns.begin(scope.table)
    let isDone = false
    try {
      const batch = encoder.begin(patterns, { now, limits: this.limits })
      return work(batch, (rejects, unfit = []) => {
        const rows = batch.finish(this.lend)
        isDone = true
        return { spec: encoder.spec, rows, rejects, unfit, patterns, release: () => this.buffers.give(rows.bytes) }
      })
    }
    finally {
      if (!isDone) patterns.discard()
    }
  }
}

function writeRecords(batch: RowBatch, records: readonly LogRecord[]): UnfitRecord[] {
  const unfit: UnfitRecord[] = []
  records.forEach((record, place) => {
    const reason = batch.write(record)
    if (reason !== undefined) unfit.push({ place, reason })
  })
  return unfit
}

/** In the order of the request, where it is known. */
function withUnfit({ records, rejects, origins }: Decoded, unfit: readonly UnfitRecord[]): Reject[] {
  if (unfit.length === 0) return rejects
  const letters = unfit.map(({ place, reason }) => letterOf(records[place]!, reason, place, origins))
  return [...rejects, ...letters].sort((a, b) => (a.index ?? 0) - (b.index ?? 0))
}
