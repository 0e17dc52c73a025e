import type { LogRecord } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import { appSchema, type TableSpec } from '../../storage'
import type { AppRows } from '../protocol'
import type { PatternColumns } from '../pattern/columns'
import { writeAppRow } from './app'
import { ColumnWriter, type Lend } from './column-writer'
import type { EncodedRows } from './row-writer'

/** Makes records the rows of a source. One for each kind of source; `encoderOf` says which. */
export interface RecordEncoder {
  readonly spec: TableSpec
  /**
   * Begins the rows of a request. Nothing else may begin before it has finished: writers are used again.
   * @param maxBytes that the rows may come to
   */
  begin(patterns: PatternColumns, maxBytes: number): RowBatch
}

/** The rows of one request while they are made. */
export interface RowBatch {
  /** For protocols that write rows of the `app` schema without making records first; undefined for other schemas. */
  readonly app?: AppRows
  /**
   * Writes the row of a record.
   * @returns why the record can't be one, in words for its sender: then nothing was written, and it is a dead letter
   * @throws AppError too_large when the rows come to more than they may
   */
  write(record: LogRecord): string | undefined
  finish(lend: Lend): EncodedRows
}

/** @param scope of the source that lines go to */
export function encoderOf({ table, retentionDays }: Scope): RecordEncoder {
  return { spec: { table, schema: appSchema, retentionDays }, begin: beginApp }
}

const appWriter = new ColumnWriter(appSchema)

function beginApp(patterns: PatternColumns, maxBytes: number): RowBatch {
  const writer = appWriter.open(maxBytes)
  return {
    app: { writer, patterns },
    write(record) {
      writeAppRow(writer, record, patterns)
      return undefined
    },
    finish: lend => writer.finish(lend),
  }
}
