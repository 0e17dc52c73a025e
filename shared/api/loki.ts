import { ingestHeadersSchema, ingestParamsSchema } from '../schemas/ingest'
import { endpoint } from './endpoint'

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
}
