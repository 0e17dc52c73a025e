import { ingestHeadersSchema } from '../schemas/ingest'
import { hecAckRequestSchema, hecAckResponseSchema, hecAnswerSchema, hecParamsSchema } from '../schemas/splunk'
import { endpoint, type Media } from './endpoint'

const events = [{
  type: 'application/json', description: 'Objects one behind the other, whatever the Content-Type says',
  example: '{"time":1767225600.123,"host":"web1","source":"shop","event":{"level":"info","message":"Hello"},"fields":{"region":"eu"}}',
}] satisfies Media[]

const lines = [{ type: 'text/plain', description: 'One record a line', example: 'level=info msg="Hello" service=shop\n' }] satisfies Media[]

const shared = {
  tag: 'Send logs', auth: 'key', method: 'post', query: hecParamsSchema, headers: ingestHeadersSchema, response: hecAnswerSchema,
  description: 'A 2xx means that every accepted event is on disk. The key goes into `Authorization: Splunk <key>`. Refusals have Splunk’s own form, `{text, code}`.',
  errors: ['unauthenticated', 'too_large', 'unsupported_media_type', 'unprocessable', 'rate_limited', 'unavailable'],
} as const
const event = { ...shared, accepts: events } as const
const raw = { ...shared, accepts: lines } as const
const health = { tag: 'System', auth: 'none', method: 'get', response: hecAnswerSchema } as const

/** Splunk's HTTP Event Collector: https://docs.splunk.com/Documentation/Splunk/latest/Data/HECRESTendpoints */
export const splunkEndpoints = {
  hecCollector: endpoint({ ...event, path: '/services/collector', summary: 'Send events as to Splunk’s HTTP Event Collector' }),
  hecEvent: endpoint({ ...event, path: '/services/collector/event', summary: 'The same, by its longer address' }),
  hecEventVersion: endpoint({ ...event, path: '/services/collector/event/1.0', summary: 'The same, with a version' }),
  hecRaw: endpoint({ ...raw, path: '/services/collector/raw', summary: 'Send lines of text as to Splunk' }),
  hecRawVersion: endpoint({ ...raw, path: '/services/collector/raw/1.0', summary: 'The same, with a version' }),
  hecAck: endpoint({
    method: 'post', path: '/services/collector/ack', tag: 'Send logs', auth: 'key', query: hecParamsSchema,
    summary: 'Ask whether requests are safe, by their ackId', description: 'They are, as soon as they are answered.',
    body: hecAckRequestSchema, example: { acks: [1, 2] }, response: hecAckResponseSchema, errors: ['unauthenticated'],
  }),
  hecHealth: endpoint({ ...health, path: '/services/collector/health', summary: 'Whether events are taken, as Splunk answers it' }),
  hecHealthVersion: endpoint({ ...health, path: '/services/collector/health/1.0', summary: 'The same, with a version' }),
}
