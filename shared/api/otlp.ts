import { ingestHeadersSchema, ingestParamsSchema } from '../schemas/ingest'
import { endpoint, type Media } from './endpoint'

const requests = [
  {
    type: 'application/json', description: 'An ExportLogsServiceRequest as JSON',
    example: '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[{"severityNumber":9,"body":{"stringValue":"Hello"}}]}]}]}',
  },
  { type: 'application/x-protobuf', description: 'An ExportLogsServiceRequest as protobuf' },
] satisfies Media[]

const answers = [
  { type: 'application/json', description: 'An ExportLogsServiceResponse; `partialSuccess` counts the records that could not be read', example: '{}' },
  { type: 'application/x-protobuf', description: 'The same as protobuf, for a request in protobuf' },
] satisfies Media[]

const otlp = {
  method: 'post', tag: 'Send logs', auth: 'key',
  description: 'A 2xx means that every accepted record is on disk. `Content-Encoding` may be gzip, deflate, br or zstd. Refusals have the form of google.rpc.Status, encoded as the request.',
  query: ingestParamsSchema, headers: ingestHeadersSchema, accepts: requests, answers,
  errors: ['unauthenticated', 'not_found', 'too_large', 'unsupported_media_type', 'unprocessable', 'rate_limited', 'unavailable'],
} as const

/** OTLP/HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp-request */
export const otlpEndpoints = {
  otlpLogs: endpoint({ ...otlp, path: '/v1/logs', summary: 'Send logs as OpenTelemetry does (OTLP/HTTP)' }),
  otlpLogsPrefixed: endpoint({ ...otlp, path: '/otlp/v1/logs', summary: 'The same, for senders given /otlp as their endpoint' }),
}
