import { z } from 'zod'
import { ingestHeadersSchema } from './ingest'

/**
 * Query parameters of ClickHouse's HTTP interface (https://clickhouse.com/docs/interfaces/http). Beside these, every
 * parameter is a setting of ClickHouse, or `param_…`, the value of a `{…:Type}` in the query.
 */
export const clickhouseParamsSchema = z.looseObject({
  query: z.string().optional().describe('`SELECT … FROM source`, or `INSERT INTO source FORMAT JSONEachRow`; the rest of it may stand at the beginning of the body'),
  default_format: z.string().max(100).optional().describe('Format of a SELECT’s rows, where it names none'),
  database: z.string().max(200).optional().describe('`default`, `logs`, `cordwood`, or the name or id of the key’s project'),
  query_id: z.string().optional().describe('Comes back as `X-ClickHouse-Query-Id`'),
  insert_deduplication_token: z.string().optional().describe('As the header Idempotency-Key, where that is missing'),
  user: z.string().optional().describe('Anything'),
  password: z.string().optional().describe('The API key, where no header carries it'),
})

/** Headers of ClickHouse's clients. */
export const clickhouseHeadersSchema = z.object({
  'X-ClickHouse-User': z.string().optional().describe('Anything'),
  'X-ClickHouse-Key': z.string().optional().describe('The API key'),
  'X-ClickHouse-Database': z.string().optional().describe('As the parameter `database`'),
  'Idempotency-Key': ingestHeadersSchema.shape['Idempotency-Key'],
  'Content-Encoding': z.enum(['gzip', 'deflate', 'br', 'zstd']).optional().describe('How the body is compressed'),
})
