import type { BenchPlatform } from './platform.ts'

/** Lines in the table, a millisecond apart, of the shapes of `lines.ts`; a tenth of them are JSON. */
export interface Fill {
  readonly lines: number
  /** Milliseconds since 1970 of the first line, and of the one that would follow the last. */
  readonly start: number
  readonly end: number
}

const PER_INSERT = 1_000_000
const PER_SEGMENT = 50_000

/** As ingest writes rows; made in the engine, since ten million lines take their time by the front door. */
const fillSql = (table: string) => `INSERT INTO ${table} (Segment, Ordinal, Timestamp, SeverityText, SeverityNumber, ServiceName, Body,
  PatternHash, PatternText, LogAttributes, LogAttributesShape)
SELECT bitShiftLeft({arrived:UInt64}, 22) + intDiv(n, ${PER_SEGMENT}), n % ${PER_SEGMENT}, fromUnixTimestamp64Milli({start:Int64} + toInt64(n)),
  level, transform(level, ['debug', 'info', 'warn', 'error'], [5, 9, 13, 17], 0), service, if(isJson, json, text),
  if(isJson, 10554464818259803198, 5677699075015936042),
  multiIf(n % ${PER_SEGMENT} >= 10, '', isJson, '{"level":"<_>","msg":"request finished","method":"<_>","path":"/api/v<_>/items/<_>","status":<_>,"duration_ms":<_>,"trace":"<_>"}',
    'GET /api/v<_>/items/<_> answered <_> in <_> for user <_>'),
  map('duration_ms', toString(duration), 'host', concat('node-', toString(a % 200)), 'region', ['eu-west-1', 'us-east-1', 'ap-south-1'][intDiv(a, 200) % 3 + 1],
    'request_id', lower(hex(b)), 'status', toString(status), 'user_id', toString(user)), 'nsssss'
FROM (
  SELECT number + {first:UInt64} AS n, cityHash64(n) AS a, cityHash64(n, 1) AS b, cityHash64(n, 2) AS c,
    ['info', 'info', 'info', 'info', 'debug', 'warn', 'error'][a % 7 + 1] AS level,
    ['checkout', 'cart', 'auth', 'search', 'catalog', 'payments', 'web', 'worker', 'mailer', 'gateway'][intDiv(a, 7) % 10 + 1] AS service,
    ['GET', 'GET', 'POST', 'PUT', 'DELETE'][intDiv(a, 70) % 5 + 1] AS method, [200, 200, 200, 201, 404, 500][intDiv(a, 1000) % 6 + 1] AS status,
    toString(b % 1000000) AS item, intDiv(b, 1000000) % 1000 AS duration, c % 100000 AS user, intDiv(c, 100000) % 10 = 0 AS isJson,
    concat(method, ' /api/v2/items/', item, ' answered ', toString(status), ' in ', toString(duration), 'ms for user ', toString(user)) AS text,
    concat('{"level":"', level, '","msg":"request finished","method":"', method, '","path":"/api/v2/items/', item, '","status":', toString(status),
      ',"duration_ms":', toString(duration), ',"trace":"', lower(hex(c)), '"}') AS json
  FROM numbers({count:UInt64})
)
SETTINGS max_insert_threads = 2, min_insert_block_size_rows = ${PER_INSERT}, min_insert_block_size_bytes = 1000000000`

/** Fills the source’s table, which is there already. The lines end at a whole hour. */
export async function fill({ engine, table }: BenchPlatform, lines: number): Promise<Fill> {
  const end = Math.floor(Date.now() / 3_600_000) * 3_600_000
  const start = end - lines
  for (let first = 0; first < lines; first += PER_INSERT) {
    await engine.command({ query: fillSql(table), query_params: { arrived: Date.now(), start, first, count: Math.min(PER_INSERT, lines - first) } })
  }
  return { lines, start, end }
}
