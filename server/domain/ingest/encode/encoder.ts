import type { LogRecord } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import { appSchema, httpSchema, schemaOfSource, type TableSpec } from '../../storage'
import { AccessReader } from '../access/record'
import { beginCustom } from '../custom/batch'
import type { DecodeLimits } from '../decode/bounds'
import type { AppRows } from '../protocol'
import type { PatternColumns } from '../pattern/columns'
import { writeAppRow } from './app'
import { ColumnWriter, type Lend } from './column-writer'
import { writeAccessColumns } from './http'
import type { EncodedRows } from './row-writer'

/** Makes records the rows of a source. One for each kind of source; `encoderOf` says which. */
export interface RecordEncoder {
  readonly spec: TableSpec
  /** Begins the rows of a request. Nothing else may begin before it has finished: writers are used again. */
  begin(patterns: PatternColumns, context: EncodeContext): RowBatch
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

/** What is known of a request besides its records. */
export interface EncodeContext {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly limits: Pick<DecodeLimits, 'maxNesting' | 'maxRowBytes'>
}

/** @param scope of the source that lines go to */
export function encoderOf(scope: Scope): RecordEncoder {
  const { table, schema, retentionDays, custom } = scope
  const spec = { table, schema: schemaOfSource(scope), retentionDays }
  if (custom !== undefined) return { spec, begin: (patterns, { limits }) => beginCustom(custom, patterns, limits.maxRowBytes) }
  return { spec, begin: schema === 'http' ? beginHttp : beginApp }
}

/** Whether the source finds out itself what a line of text says: nothing is to be read into it before. */
export const readsLines = ({ schema }: Pick<Scope, 'schema'>): boolean => schema === 'http'

/** Whether the source may refuse a record that could be read. */
export const mayRefuse = ({ schema }: Pick<Scope, 'schema'>): boolean => schema !== 'app'

const appWriter = new ColumnWriter(appSchema)
const httpWriter = new ColumnWriter(httpSchema)

function beginApp(patterns: PatternColumns, { limits }: EncodeContext): RowBatch {
  const writer = appWriter.open(limits.maxRowBytes)
  return {
    app: { writer, patterns },
    write(record) {
      writeAppRow(writer, record, patterns)
      return undefined
    },
    finish: lend => writer.finish(lend),
  }
}

function beginHttp(patterns: PatternColumns, { now, limits }: EncodeContext): RowBatch {
  const writer = httpWriter.open(limits.maxRowBytes)
  const reader = new AccessReader(now, limits.maxNesting)
  return {
    write(record) {
      const access = reader.read(record)
      if (typeof access === 'string') return access
      writeAppRow(writer, access.record, patterns)
      writeAccessColumns(writer, access.line)
      return undefined
    },
    finish: lend => writer.finish(lend),
  }
}
