import type { Decoded, Reject } from '#shared/types/log-record'
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
  readonly patterns: PatternColumns
}

/** Makes the rows of requests, one request after the other. */
export class RowMaker {
  private readonly patterns = new Patterns()
  private readonly lend: (bytes: number) => Buffer

  constructor(buffers: BufferPool, private readonly limits: DecodeLimits) {
    this.lend = bytes => buffers.take(bytes)
  }

  /** By the protocol's short way, where it has one for this body and this kind of source. @throws AppError too_large */
  transcode<Params>(scope: Scope, protocol: Protocol<Params>, body: Buffer, context: DecodeContext): Encoded | undefined {
    const { transcode } = protocol
    return transcode && this.make(scope, ({ app }, finish) => app && transcode(body, context, app) ? finish([]) : undefined)
  }

  /** A record that the source can't take becomes a reject. @throws AppError too_large */
  encode(scope: Scope, { records, rejects }: Decoded): Encoded {
    return this.make(scope, (batch, finish) => {
      const unfit: Reject[] = []
      for (const record of records) {
        const reason = batch.write(record)
        if (reason !== undefined) unfit.push({ reason, ...letterOf(record) })
      }
      return finish(unfit.length > 0 ? [...rejects, ...unfit] : rejects)
    })
  }

  /** @param work writes the rows, and calls `finish` unless they come to nothing */
  private make<Made>(scope: Scope, work: (batch: RowBatch, finish: (rejects: Reject[]) => Encoded) => Made): Made {
    const encoder = encoderOf(scope)
    const patterns = this.patterns.begin(scope.table)
    let isDone = false
    try {
      const batch = encoder.begin(patterns, this.limits.maxRowBytes)
      return work(batch, (rejects) => {
        const rows = batch.finish(this.lend)
        isDone = true
        return { spec: encoder.spec, rows, rejects, patterns }
      })
    }
    finally {
      if (!isDone) patterns.discard()
    }
  }
}
