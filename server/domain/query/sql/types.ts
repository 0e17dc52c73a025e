import type { Moment } from '#shared/schemas/time'
import type { Scope } from '#shared/types/scope'

/** A source that a statement may read, by the name that it has there. */
export interface SqlSource { readonly name: string, readonly scope: Scope }

/** All that a statement may read: the sources of one project. */
export interface SqlSources {
  readonly sources: readonly SqlSource[]
  /** What their database may be called, besides `logs`, `default` and `cordwood`. */
  readonly databases?: readonly string[]
  /** The one of these that is shown; `logs` where undefined. */
  readonly database?: string | undefined
}

export interface SqlRequest {
  readonly text: string
  /** What `{from}` stands for. */
  readonly start?: Moment | undefined
  /** What `{to}` stands for. */
  readonly end?: Moment | undefined
  /** Name of the source that `{source}` stands for. */
  readonly source?: string | undefined
  /** Values of `{name:Type}`, as ClickHouse reads them from an address. */
  readonly parameters?: ReadonlyMap<string, string>
  /** Is told what was read so far, and of how many rows. */
  readonly onProgress?: (progress: SqlProgress) => void
}

export interface SqlProgress { readonly rows: number, readonly bytes: number, readonly totalRows: number }

export interface SqlColumn { readonly name: string, readonly type: string }

/** First the columns, once; then the rows, with integers of 64 bits and more, and decimals, as texts. */
export type SqlPiece = { readonly columns: readonly SqlColumn[] } | { readonly row: readonly unknown[] }

export interface SqlSummary {
  readonly count: number
  /** Whether there were more rows than may be given out. */
  readonly truncated: boolean
  /** The most rows that would have been given out. */
  readonly limit: number
  readonly scannedRows: number
  readonly scannedBytes: number
  readonly elapsedMs: number
}

/** Characters of a statement. */
export const MAX_STATEMENT = 50_000
