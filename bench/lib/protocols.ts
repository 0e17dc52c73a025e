import { pushBytes, stored, streamBytes } from '../../tests/fixtures/loki.ts'
import { otlpProtobuf, otlpRequest, type OtlpRecord, type OtlpRequest } from '../../tests/fixtures/otlp.ts'
import type { BenchLine } from './lines.ts'

/** A way in, as the bench sends by it: the same lines, in the protocol's own form. */
export interface BenchProtocol {
  readonly name: string
  readonly path: string
  readonly type: string
  readonly headers?: Record<string, string>
  body(lines: readonly BenchLine[]): Buffer
}

const nanos = (line: BenchLine) => `${Date.parse(line.timestamp)}000000`
const lined = (items: readonly object[]) => Buffer.from(items.map(item => `${JSON.stringify(item)}\n`).join(''))

function byService<T>(lines: readonly BenchLine[], make: (service: string, lines: BenchLine[]) => T): T[] {
  return [...Map.groupBy(lines, line => line.service)].map(([service, group]) => make(service, group))
}

const LEVELS: Record<string, number> = { debug: 5, info: 9, warn: 13, error: 17 }

const otlpRecordOf = (line: BenchLine): OtlpRecord => ({
  timeUnixNano: nanos(line), severityNumber: LEVELS[line.level] ?? 0, severityText: line.level, body: { stringValue: line.message },
  attributes: Object.entries(line.tags).map(([key, value]) => ({ key, value: { stringValue: value } })),
})
const otlp = (lines: readonly BenchLine[]): OtlpRequest =>
  ({ resourceLogs: byService(lines, (service, group) => otlpRequest(group.map(otlpRecordOf), service).resourceLogs).flat() })

const lokiJson = (lines: readonly BenchLine[]) => ({
  streams: byService(lines, (service, group) => ({ stream: { service }, values: group.map(line => [nanos(line), line.message, { level: line.level, ...line.tags }]) })),
})
const lokiProtobuf = (lines: readonly BenchLine[]) => stored(pushBytes(...byService(lines, (service, group) => streamBytes(`{service="${service}"}`,
  group.map(line => ({ seconds: Math.floor(Date.parse(line.timestamp) / 1000), nanos: 0, line: line.message, metadata: { level: line.level, ...line.tags } }))))))

const bulk = (lines: readonly BenchLine[]) => lined(lines.flatMap(({ timestamp, service, level, message, tags }) =>
  [{ create: { _index: 'app' } }, { '@timestamp': timestamp, 'service.name': service, 'log.level': level, message, ...tags }]))

const plain = ({ timestamp, level, service, message, tags }: BenchLine) =>
  `${timestamp} ${level.toUpperCase()} ${service} ${message} ${Object.entries(tags).map(([name, value]) => `${name}=${value}`).join(' ')}\n`

export const protocols: readonly BenchProtocol[] = [
  { name: 'simple NDJSON', path: '/ingest', type: 'application/x-ndjson', body: lined },
  { name: 'JSON array', path: '/v1/logs/json', type: 'application/json', body: lines => Buffer.from(JSON.stringify(lines)) },
  { name: 'raw text', path: '/v1/logs/raw?service=web', type: 'text/plain', body: lines => Buffer.from(lines.map(plain).join('')) },
  { name: 'OTLP JSON', path: '/v1/logs', type: 'application/json', body: lines => Buffer.from(JSON.stringify(otlp(lines))) },
  { name: 'OTLP protobuf', path: '/v1/logs', type: 'application/x-protobuf', body: lines => otlpProtobuf(otlp(lines)) },
  { name: 'Loki JSON', path: '/loki/api/v1/push', type: 'application/json', body: lines => Buffer.from(JSON.stringify(lokiJson(lines))) },
  { name: 'Loki protobuf', path: '/loki/api/v1/push', type: 'application/x-protobuf', body: lokiProtobuf },
  { name: 'Elasticsearch bulk', path: '/_bulk', type: 'application/x-ndjson', body: bulk },
  {
    name: 'ClickHouse rows', path: '/clickhouse/?query=INSERT+INTO+app+FORMAT+JSONEachRow', type: 'application/x-ndjson',
    body: lines => lined(lines.map(line => ({ Timestamp: line.timestamp, ServiceName: line.service, SeverityText: line.level, Body: line.message, LogAttributes: line.tags }))),
  },
  {
    name: 'Splunk HEC', path: '/services/collector/event', type: 'application/json',
    body: lines => Buffer.from(lines.map(({ timestamp, service, message, level, tags }) =>
      JSON.stringify({ time: Date.parse(timestamp) / 1000, source: service, event: message, fields: { level, ...tags } })).join('')),
  },
]
