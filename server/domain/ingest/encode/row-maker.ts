import type { Decoded, Reject } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import type { BufferPool } from '../../kernel'
import type { TableSpec } from '../../storage'
import { Patterns, type PatternColumns } from '../pattern/columns'
import type { DecodeContext, Protocol } from '../protocol'
import { encoderOf } from './encoder'
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

  constructor(buffers: BufferPool) {
    this.lend = bytes => buffers.take(bytes)
  }

  /** By the protocol's short way, where it has one for this body and this kind of source. @throws AppError too_large */
  transcode<Params>(scope: Scope, protocol: Protocol<Params>, body: Buffer, context: DecodeContext): Encoded | undefined {
    if (!protocol.transcode) return undefined
    const encoder = encoderOf(scope)
    const patterns = this.patterns.begin(scope.table)
    let isDone = false
    try {
      const { app, finish } = encoder.begin(patterns)
      isDone = app !== undefined && protocol.transcode(body, context, app)
      return isDone ? { spec: encoder.spec, rows: finish(this.lend), rejects: [], patterns } : undefined
    }
    finally {
      if (!isDone) patterns.discard()
    }
  }

  /** A record that the source can't take becomes a reject. */
  encode(scope: Scope, { records, rejects }: Decoded): Encoded {
    const encoder = encoderOf(scope)
    const patterns = this.patterns.begin(scope.table)
    const batch = encoder.begin(patterns)
    const unfit: Reject[] = []
    for (const record of records) {
      const reason = batch.write(record)
      if (reason !== undefined) unfit.push({ reason, ...letterOf(record) })
    }
    return { spec: encoder.spec, rows: batch.finish(this.lend), rejects: unfit.length > 0 ? [...rejects, ...unfit] : rejects, patterns }
  }
}
