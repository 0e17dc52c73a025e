import { ingestHeadersSchema, ingestParamsSchema } from '../schemas/ingest'
import { lokiQueryRangeSchema, lokiQuerySchema, lokiFormatSchema } from '../schemas/loki'
import { endpoint, type Media } from './endpoint'

const form: readonly Media[] = [{ type: 'application/x-www-form-urlencoded', description: 'The parameters, where they are too long for an address' }]
const errors = ['bad_request', 'unauthenticated', 'not_found', 'rate_limited', 'timeout', 'unavailable'] as const
const json: readonly Media[] = [{ type: 'application/json', description: 'As Loki’s' }]

const queryRange = {
  path: '/loki/api/v1/query_range', tag: 'Read logs', auth: 'member', summary: 'LogQL over a range of time, as Grafana Loki answers',
  description: 'For Grafana’s Loki data source and logcli: lines as streams, numbers as a matrix. With the header `X-Loki-Response-Encoding-Flags: categorize-labels` labels come by where they are from. Refusals are plain text.',
  query: lokiQueryRangeSchema, answers: json, errors,
} as const
const query = {
  path: '/loki/api/v1/query', tag: 'Read logs', auth: 'member', summary: 'LogQL at one moment, as Grafana Loki answers',
  description: 'Metric queries only: a vector, or a scalar for a literal. Refusals are plain text.',
  query: lokiQuerySchema, answers: json, errors,
} as const
const formatQuery = {
  path: '/loki/api/v1/format_query', tag: 'Read logs', auth: 'member', summary: 'A LogQL query in its canonical form',
  query: lokiFormatSchema, answers: json, errors,
} as const

/** Loki's HTTP API: https://grafana.com/docs/loki/latest/reference/loki-http-api/ */
export const lokiEndpoints = {
  lokiPush: endpoint({
    method: 'post', path: '/loki/api/v1/push', tag: 'Send logs', auth: 'key',
    summary: 'Send logs as to Grafana Loki',
    description: 'For Alloy, Promtail, Vector, Fluent Bit and every other client of Loki. A 204 means that every entry is on disk. '
      + 'JSON (with gzip or deflate if you like), or Protobuf in a raw Snappy block. Stream labels become resource attributes, structured metadata '
      + 'log attributes; the service and the level are derived as Loki does. Refusals are plain text.',
    query: ingestParamsSchema, headers: ingestHeadersSchema,
    accepts: [
      { type: 'application/json', description: 'Streams of entries', example: '{"streams":[{"stream":{"app":"shop"},"values":[["1767225600000000000","Hello",{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}]]}]}' },
      { type: 'application/x-protobuf', description: 'A PushRequest in Snappy’s raw block format' },
    ],
    errors: ['unauthenticated', 'not_found', 'too_large', 'unprocessable', 'rate_limited', 'unavailable'],
  }),
  lokiQueryRange: endpoint({ method: 'get', ...queryRange }),
  lokiQueryRangeForm: endpoint({ method: 'post', ...queryRange, accepts: form }),
  lokiQuery: endpoint({ method: 'get', ...query }),
  lokiQueryForm: endpoint({ method: 'post', ...query, accepts: form }),
  lokiFormatQuery: endpoint({ method: 'get', ...formatQuery }),
  lokiFormatQueryForm: endpoint({ method: 'post', ...formatQuery, accepts: form }),
}
