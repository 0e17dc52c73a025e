import { ingestHeadersSchema, ingestParamsSchema } from '../schemas/ingest'
import { z } from 'zod'
import {
  lokiDetectedFieldsSchema, lokiFormatSchema, lokiLabelsSchema, lokiPatternsSchema, lokiQueryRangeSchema, lokiQuerySchema, lokiSelectorSchema, lokiSeriesSchema, lokiTailSchema, lokiVolumeRangeSchema, lokiVolumeSchema,
} from '../schemas/loki'
import { endpoint, type Media } from './endpoint'

const form: readonly Media[] = [{ type: 'application/x-www-form-urlencoded', description: 'The parameters, where they are too long for an address' }]
const errors = ['bad_request', 'unauthenticated', 'not_found', 'rate_limited', 'timeout', 'unavailable'] as const
const json: readonly Media[] = [{ type: 'application/json', description: 'As Loki’s' }]

/** An address that reads. */
const reading = <const Path extends string, const Query extends z.ZodType>(path: Path, query: Query, summary: string, description?: string) =>
  ({ path, tag: 'Read logs', auth: 'member', summary, ...description === undefined ? {} : { description }, query, answers: json, errors }) as const

const queryRange = reading('/loki/api/v1/query_range', lokiQueryRangeSchema, 'LogQL over a range of time, as Grafana Loki answers',
  'For Grafana’s Loki data source and logcli: lines as streams, numbers as a matrix. With the header `X-Loki-Response-Encoding-Flags: categorize-labels` labels come by where they are from. Refusals are plain text.')
const query = reading('/loki/api/v1/query', lokiQuerySchema, 'LogQL at one moment, as Grafana Loki answers',
  'Metric queries only: a vector, or a scalar for a literal. Refusals are plain text.')
const formatQuery = reading('/loki/api/v1/format_query', lokiFormatSchema, 'A LogQL query in its canonical form')

const params = z.object({ name: z.string().min(1).max(512) })
const labels = reading('/loki/api/v1/labels', lokiLabelsSchema, 'The names of the stream labels, as Grafana Loki answers')
const labelValues = { ...reading('/loki/api/v1/label/{name}/values', lokiLabelsSchema, 'The values of a stream label, as Grafana Loki answers'), params } as const
const series = reading('/loki/api/v1/series', lokiSeriesSchema, 'The streams of selectors, as Grafana Loki answers')
const indexStats = reading('/loki/api/v1/index/stats', lokiSelectorSchema, 'Streams, lines and bytes of a selector, as Grafana Loki answers')
const patterns = reading('/loki/api/v1/patterns', lokiPatternsSchema, 'Patterns of lines with their counts, as Grafana Loki answers')
const volume = reading('/loki/api/v1/index/volume', lokiVolumeSchema, 'Bytes by label, as Grafana Loki answers')
const volumeRange = reading('/loki/api/v1/index/volume_range', lokiVolumeRangeSchema, 'Bytes by label and step, as Grafana Loki answers')
const detectedLabels = reading('/loki/api/v1/detected_labels', lokiLabelsSchema, 'The stream labels with their number of values, as Grafana Loki answers')
const detectedFields = reading('/loki/api/v1/detected_fields', lokiDetectedFieldsSchema, 'What the newest lines have beyond their labels, as Grafana Loki answers')
const detectedFieldValues = { ...reading('/loki/api/v1/detected_field/{name}/values', lokiDetectedFieldsSchema, 'The values of such a field, as Grafana Loki answers'), params } as const

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
  lokiLabels: endpoint({ method: 'get', ...labels }),
  lokiLabelsForm: endpoint({ method: 'post', ...labels, accepts: form }),
  lokiLabelValues: endpoint({ method: 'get', ...labelValues }),
  lokiSeries: endpoint({ method: 'get', ...series }),
  lokiSeriesForm: endpoint({ method: 'post', ...series, accepts: form }),
  lokiIndexStats: endpoint({ method: 'get', ...indexStats }),
  lokiIndexStatsForm: endpoint({ method: 'post', ...indexStats, accepts: form }),
  lokiPatterns: endpoint({ method: 'get', ...patterns }),
  lokiPatternsForm: endpoint({ method: 'post', ...patterns, accepts: form }),
  lokiVolume: endpoint({ method: 'get', ...volume }),
  lokiVolumeForm: endpoint({ method: 'post', ...volume, accepts: form }),
  lokiVolumeRange: endpoint({ method: 'get', ...volumeRange }),
  lokiVolumeRangeForm: endpoint({ method: 'post', ...volumeRange, accepts: form }),
  lokiDetectedLabels: endpoint({ method: 'get', ...detectedLabels }),
  lokiDetectedLabelsForm: endpoint({ method: 'post', ...detectedLabels, accepts: form }),
  lokiDetectedFields: endpoint({ method: 'get', ...detectedFields }),
  lokiDetectedFieldsForm: endpoint({ method: 'post', ...detectedFields, accepts: form }),
  lokiDetectedFieldValues: endpoint({ method: 'get', ...detectedFieldValues }),
  lokiDetectedFieldValuesForm: endpoint({ method: 'post', ...detectedFieldValues, accepts: form }),
  lokiTail: endpoint({
    method: 'get',
    ...reading('/loki/api/v1/tail', lokiTailSchema, 'Follow the lines of a query live, as Grafana Loki answers',
      'Over WebSocket, for logcli and Grafana: messages of `{"streams":[…],"dropped_entries":[…]}`. What a reader was too slow for is one dropped entry, with the number of lines as the label `skipped_lines`. Where the server stops, the connection breaks off, so that clients come back by themselves.'),
  }),
  lokiBuildInfo: endpoint({
    method: 'get', path: '/loki/api/v1/status/buildinfo', tag: 'Read logs', auth: 'none', summary: 'The version, for clients that ask what Grafana Loki can do', answers: json,
  }),
  lokiDrilldownLimits: endpoint({
    method: 'get', path: '/loki/api/v1/drilldown-limits', tag: 'Read logs', auth: 'member', summary: 'What Grafana’s Logs Drilldown may ask for', answers: json, errors,
  }),
}
