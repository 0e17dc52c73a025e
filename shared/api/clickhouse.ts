import { clickhouseHeadersSchema, clickhouseParamsSchema } from '../schemas/clickhouse'
import { endpoint, type Media } from './endpoint'

const rows = [{
  type: 'text/plain', description: 'Rows in the format that the query names, or the query and then the rows; or a SELECT',
  example: 'INSERT INTO app FORMAT JSONEachRow\n{"timestamp":"2026-01-01 00:00:00.123","level":"info","service":"shop","message":"Hello"}\n',
}] satisfies Media[]
const text = [{ type: 'text/plain' }] satisfies Media[]
const answers = [{ type: 'text/plain', description: 'Nothing for an INSERT. For a SELECT its rows, in the format of FORMAT, `default_format` or TabSeparated' }] satisfies Media[]
const keyed = { tag: 'Send logs', auth: 'key', keyParameter: 'password', query: clickhouseParamsSchema, headers: clickhouseHeadersSchema, answers } as const

/** ClickHouse's HTTP interface, as far as those who send logs to it need it: https://clickhouse.com/docs/interfaces/http */
export const clickhouseEndpoints = {
  clickhouseInsert: endpoint({
    ...keyed, method: 'post', path: '/clickhouse',
    summary: 'Send and read logs as with ClickHouse',
    description: 'For Vector’s `clickhouse` sink, ClickHouse’s own clients for JavaScript, and everything else that writes `INSERT INTO … FORMAT …` over HTTP. '
      + 'The table is a source of the key’s project. A 200 means that every row that could be read is on disk; `X-ClickHouse-Summary` counts them as `written_rows`, '
      + 'and as `rejected_rows` those that went to the dead letters. Columns are those of the source’s table; other fields are read as by `/v1/logs/json` and kept as attributes. '
      + 'A SELECT reads the sources of the key’s project, as `GET` does. '
      + 'Refusals have ClickHouse’s own form, with `X-ClickHouse-Exception-Code`.',
    accepts: rows, errors: ['unauthenticated', 'not_found', 'too_large', 'unsupported_media_type', 'unprocessable', 'rate_limited', 'unavailable'],
  }),
  clickhouseQuery: endpoint({
    ...keyed, method: 'get', path: '/clickhouse',
    summary: 'Read logs with SQL as from ClickHouse',
    description: 'For Grafana, DBeaver, ClickHouse’s own clients and everything else that asks ClickHouse over HTTP. One statement that reads, in ClickHouse’s dialect; '
      + 'tables are the sources of the key’s project. `SHOW TABLES`, `DESCRIBE TABLE`, and `system.tables`, `columns` and `databases` tell about these only. docs/sql.md says what may be asked.',
    errors: ['unauthenticated', 'not_found', 'method_not_allowed', 'rate_limited', 'unavailable', 'timeout'],
  }),
  clickhousePing: endpoint({
    method: 'get', path: '/clickhouse/ping', tag: 'Send logs', auth: 'none', answers: text, errors: ['unavailable'],
    summary: 'Tell ClickHouse’s clients that rows can be sent',
  }),
  clickhouseReplicas: endpoint({
    method: 'get', path: '/clickhouse/replicas_status', tag: 'Send logs', auth: 'none', answers: text, errors: ['unavailable'],
    summary: 'The same, for load balancers that ask ClickHouse so',
  }),
}
