import type { LogRecord } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import { appSchema, type TableSpec } from '../../storage'
import type { PatternColumns } from '../pattern/columns'
import { writeAppRow } from './app'
import type { RowWriter } from './row-writer'

/** Makes records the rows of a source. One for each kind of source; `encoderOf` says which. */
export interface RecordEncoder {
  readonly spec: TableSpec
  /** Whether rows are those of the `app` schema, which protocols may write without making records first. */
  readonly isApp: boolean
  /**
   * Writes the row of a record.
   * @returns why the record can't be one, in words for its sender: then nothing was written, and it is a dead letter
   */
  write(writer: RowWriter, record: LogRecord, patterns: PatternColumns): string | undefined
}

/** @param scope of the source that lines go to */
export function encoderOf({ table, retentionDays }: Scope): RecordEncoder {
  return {
    spec: { table, schema: appSchema, retentionDays },
    isApp: true,
    write(writer, record, patterns) {
      writeAppRow(writer, record, patterns)
      return undefined
    },
  }
}
