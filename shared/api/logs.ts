import { ingestHeadersSchema, ingestParamsSchema, ingestResponseSchema, rawParamsSchema } from '../schemas/ingest'
import {
  fieldsRequestSchema, fieldsResponseSchema, fieldValuesRequestSchema, fieldValuesResponseSchema, histogramRequestSchema, histogramResponseSchema,
  patternsRequestSchema, patternsResponseSchema,
} from '../schemas/facets'
import { compareRequestSchema, compareResponseSchema } from '../schemas/compare'
import { queryLineSchema, queryRequestSchema, recordRequestSchema, recordResponseSchema } from '../schemas/query'
import { contextRequestSchema, contextResponseSchema } from '../schemas/context'
import { explainResponseSchema, logqlQuestionSchema, logqlRequestSchema, logqlResponseSchema, logqlSqlResponseSchema, queryCancelRequestSchema, queryEventSchema, queryLimitsParamsSchema, queryLimitsResponseSchema } from '../schemas/logql'
import { tailHeadersSchema, tailMessageSchema, tailParamsSchema } from '../schemas/tail'
import { endpoint, type Media } from './endpoint'

const simpleLogs = [
  { type: 'application/json', description: 'One line as an object, or an array of them', example: '{"service":"shop","level":"info","message":"Hello","tags":{"region":"eu"}}' },
  { type: 'application/x-ndjson', description: 'One JSON object a line', example: '{"message":"One"}\n{"message":"Two"}\n' },
] satisfies Media[]

const anyJson = [
  { type: 'application/json', description: 'One object, an array of them, or objects one behind the other', example: '{"level":30,"time":1767225600000,"msg":"Hello","name":"shop"}' },
  { type: 'application/x-ndjson', description: 'One JSON object a line', example: '{"msg":"One"}\n{"msg":"Two"}\n' },
] satisfies Media[]

const durable = 'A 2xx means that every accepted line is on disk. `Content-Encoding` may be gzip, deflate, br or zstd. '
  + 'What could not be read is counted as rejected, and `errors` names the first 20 by their place in the request; a request of which nothing could be read gets a 400 with the same as `issues`. '
  + 'The size of the body and its number of records are bounded by settings (413). '
const ingestErrors = ['unauthenticated', 'not_found', 'too_large', 'unsupported_media_type', 'unprocessable', 'rate_limited', 'unavailable'] as const

export const ingestEndpoints = {
  ingest: endpoint({
    method: 'post', path: '/ingest', tag: 'Send logs', auth: 'key',
    summary: 'Send logs as simple JSON lines',
    description: durable + 'Objects of `{timestamp, service, level, message, tags}`; other fields are kept as attributes, and the time is now where `timestamp` is missing.',
    query: ingestParamsSchema, headers: ingestHeadersSchema, accepts: simpleLogs, response: ingestResponseSchema, errors: ingestErrors,
  }),
  ingestJson: endpoint({
    method: 'post', path: '/v1/logs/json', tag: 'Send logs', auth: 'key',
    summary: 'Send the JSON that a logger writes',
    description: durable + 'Time, message, level, service and trace are found under the names that common loggers use (pino, winston, bunyan, zap, zerolog, logrus, slog, log4j, Serilog, structlog, ECS, Docker, CloudWatch); the rest is kept as nested attributes.',
    query: ingestParamsSchema, headers: ingestHeadersSchema, accepts: anyJson, response: ingestResponseSchema, errors: ingestErrors,
  }),
  ingestRaw: endpoint({
    method: 'post', path: '/v1/logs/raw', tag: 'Send logs', auth: 'key',
    summary: 'Send lines of text', description: durable + 'Each line becomes a record; its format is found out unless `format` names it. The lines of a stack trace stay together.',
    query: rawParamsSchema, headers: ingestHeadersSchema,
    accepts: [{ type: 'text/plain', description: 'One record a line', example: 'level=info msg="Hello" service=shop\n' }],
    response: ingestResponseSchema, errors: ingestErrors,
  }),
}

const lastHour = { start: '2026-01-31T12:00:00Z', end: '2026-01-31T13:00:00Z' }
const COUNTED = 'Lines are counted under a log query in LogQL. Counts are exact where ClickHouse can tell by itself which lines are meant; '
  + 'else the stages run on the lines one by one, and where these are too many on a sample of them: `sampled` then says how large it was.'
const readErrors = ['not_found', 'rate_limited', 'timeout', 'unavailable'] as const

export const queryEndpoints = {
  query: endpoint({
    method: 'post', path: '/query', tag: 'Read logs', auth: 'member',
    summary: 'Read records', description: 'The simple form of a query: a filter in place of LogQL, and whole records. Answers line by line as records are found. The last line is a summary, or an error when it broke off.',
    body: queryRequestSchema, example: { ...lastHour, level: ['error', 'fatal'], keyword: 'timeout', limit: 100 },
    answers: [{ type: 'application/x-ndjson', schema: queryLineSchema, description: 'One JSON object a line' }], errors: readErrors,
  }),
  logqlQuery: endpoint({
    method: 'post', path: '/api/v1/query', tag: 'Read logs', auth: 'member',
    summary: 'Ask in LogQL or SQL', description: 'In LogQL: lines with their labels, page by page; or numbers over time, or at one moment. In SQL: a table of one statement that reads.',
    body: logqlRequestSchema, example: { ...lastHour, query: 'sum by (service_name) (rate({detected_level="error"}[5m]))', step: '1m' },
    errors: [...readErrors, 'conflict'],
    answers: [
      { type: 'application/json', schema: logqlResponseSchema, description: 'The whole answer' },
      { type: 'application/x-ndjson', schema: queryEventSchema, description: 'As it is read, one JSON object a line, the last of which is a summary or an error' },
      { type: 'text/event-stream', schema: queryEventSchema, description: 'The same as events' },
      { type: 'text/csv', description: 'A file with a header. Text that a spreadsheet would take for a formula begins with an apostrophe. An answer that is cut off or fails ends with a broken connection' },
    ],
  }),
  queryCancel: endpoint({
    method: 'post', path: '/api/v1/query/cancel', tag: 'Read logs', auth: 'member',
    summary: 'Cancel a running query', description: 'By the `queryId` that it was asked with, and by whom it was asked, or by an administrator. It ends in ClickHouse too, and its own answer is a 409; one that has just ended stays as it is. A query also ends when its client goes away.',
    body: queryCancelRequestSchema, example: { queryId: '3b241101-e2bb-4255-8caf-4136c566a962' }, errors: ['not_found'],
  }),
  logqlExplain: endpoint({
    method: 'post', path: '/api/v1/query/explain', tag: 'Read logs', auth: 'member',
    summary: 'Tell how a query would be answered',
    description: 'LogQL: what ClickHouse is asked, and which stages are left to run on each line; nothing is read. SQL: ClickHouse’s plan, what its indexes leave, and how much is to be read; only subqueries that a condition needs are run.',
    body: logqlQuestionSchema, example: { ...lastHour, query: '{service_name="shop"} |= "timeout" | json' },
    response: explainResponseSchema, errors: readErrors,
  }),
  logqlSql: endpoint({
    method: 'post', path: '/api/v1/query/sql', tag: 'Read logs', auth: 'member',
    summary: 'Write a query in LogQL as SQL', description: 'A statement that gives the same answer and may be gone on with; or which part of the query has no SQL, and why. Of several sources it is over their union. Nothing is read.',
    body: logqlQuestionSchema, example: { ...lastHour, query: 'sum by (service_name) (rate({detected_level="error"}[5m]))', step: '1m' },
    response: logqlSqlResponseSchema, errors: readErrors,
  }),
  tail: endpoint({
    method: 'get', path: '/api/v1/tail', tag: 'Read logs', auth: 'member',
    summary: 'Follow the lines of a query live',
    description: 'Lines are pushed as soon as they are on disk. As server-sent events, with `event`, `id` and `data` of these messages as fields and beats as comments; or over WebSocket, a message each. '
      + 'A reader that is too slow is told how many lines it skipped and how to ask for them. After a broken connection go on with the last `id`: nothing is missing then and nothing comes twice. Of several sources the `id` has a row of each: `app:7471103926473883648-41,jobs:7471103931125367811-7`.',
    query: tailParamsSchema, headers: tailHeadersSchema,
    answers: [{ type: 'text/event-stream', schema: tailMessageSchema, description: 'Events for as long as the client is there' }], errors: readErrors,
  }),
  queryLimits: endpoint({
    method: 'get', path: '/api/v1/query/limits', tag: 'Read logs', auth: 'member',
    summary: 'Tell what your queries may cost', description: 'By your role in the project, or in the installation where that is less; an API key has limits of its own.',
    query: queryLimitsParamsSchema, response: queryLimitsResponseSchema,
  }),
  histogram: endpoint({
    method: 'post', path: '/api/v1/histogram', tag: 'Read logs', auth: 'member',
    summary: 'Count lines over time, by level or by a field', description: COUNTED,
    body: histogramRequestSchema, example: { ...lastHour, query: '{service_name="shop"} |= "timeout"', by: 'region', buckets: 60 },
    response: histogramResponseSchema, errors: readErrors,
  }),
  fields: endpoint({
    method: 'post', path: '/api/v1/fields', tag: 'Read logs', auth: 'member',
    summary: 'List the fields that occur', description: COUNTED,
    body: fieldsRequestSchema, example: { ...lastHour, query: '{service_name="shop"} | json' }, response: fieldsResponseSchema, errors: readErrors,
  }),
  fieldValues: endpoint({
    method: 'post', path: '/api/v1/fields/values', tag: 'Read logs', auth: 'member',
    summary: 'List the most frequent values of a field', description: COUNTED,
    body: fieldValuesRequestSchema, example: { ...lastHour, query: '{service_name="shop"} | json', field: 'status' },
    response: fieldValuesResponseSchema, errors: readErrors,
  }),
  patterns: endpoint({
    method: 'post', path: '/api/v1/patterns', tag: 'Read logs', auth: 'member',
    summary: 'Count the patterns of lines', description: `${COUNTED} A pattern is a line with its values masked; each comes with its counts over time, and in the time before.`,
    body: patternsRequestSchema, example: { ...lastHour, query: '{service_name="shop"} |= "timeout"' },
    response: patternsResponseSchema, errors: readErrors,
  }),
  compare: endpoint({
    method: 'post', path: '/api/v1/compare', tag: 'Read logs', auth: 'member',
    summary: 'Tell what sets some lines apart from others',
    description: 'Values of fields and patterns that are more or less frequent in the selected lines than in the others, the greatest difference first: the same query in two ranges, or two queries. '
      + 'Differences that chance alone may explain are left out. Fields of more than 200,000 lines of a side (50,000 where stages must run line by line) are counted in a sample, and `sampled` says so; values longer than 256 characters are not compared, nor are single numbers of fields that measure something (`numberFields`).',
    body: compareRequestSchema,
    example: { selected: { query: '{service_name="shop"}', ...lastHour }, baseline: { query: '{service_name="shop"}', start: '2026-01-31T11:00:00Z', end: '2026-01-31T12:00:00Z' } },
    response: compareResponseSchema, errors: readErrors,
  }),
  context: endpoint({
    method: 'post', path: '/api/v1/context', tag: 'Read logs', auth: 'member',
    summary: 'Read the lines around one', description: 'In the order of their time and, within a moment, as they were stored. Each side has a cursor to go on with: send the same request with `cursorBefore` or `cursorAfter`.',
    body: contextRequestSchema, example: { id: 'the id of a line', before: 20, after: 20, keep: ['service_name', 'pod'] },
    response: contextResponseSchema, errors: readErrors,
  }),
  record: endpoint({
    method: 'post', path: '/api/v1/record', tag: 'Read logs', auth: 'member',
    summary: 'Read one record by its id', body: recordRequestSchema, example: { id: 'the id of a record' },
    response: recordResponseSchema, errors: readErrors,
  }),
}
