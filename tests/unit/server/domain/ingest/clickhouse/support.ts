import type { Decoded } from '#shared/types/log-record'
import { appTable } from '~~/server/domain/ingest/clickhouse/app-table'
import { insertDecoder, readStatement, type InsertStatement } from '~~/server/domain/ingest/clickhouse'
import type { DecodeLimits } from '~~/server/domain/ingest/decode/bounds'

export const NOW = Date.UTC(2026, 0, 2)

export interface Insert { columns?: string, settings?: Record<string, string>, limits?: DecodeLimits }

/** What an INSERT of this format into an `app` source makes of the rows. */
export function insert(format: string, rows: string | Buffer, { columns = '', settings = {}, limits }: Insert = {}): Decoded {
  const statement = readStatement(Buffer.from(`INSERT INTO app ${columns} FORMAT ${format}`), () => undefined) as InsertStatement
  const decode = insertDecoder({ statement, setting: name => settings[name], ...(limits ? { limits } : {}) })
  return decode(Buffer.from(rows as string), bounds => appTable(NOW, bounds))
}

export const bodies = ({ records }: Decoded) => records.map(record => record.body)
export const reasons = ({ rejects }: Decoded) => rejects.map(({ reason }) => reason)
export const raws = ({ rejects }: Decoded) => rejects.map(({ raw }) => Buffer.from(raw).toString())
