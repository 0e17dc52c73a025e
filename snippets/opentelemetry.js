// npm install @opentelemetry/sdk-logs @opentelemetry/exporter-logs-otlp-proto @opentelemetry/resources
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'

const exporter = new OTLPLogExporter({
  url: 'CORDWOOD_ADDRESS/v1/logs',
  headers: { 'X-API-Key': 'CORDWOOD_KEY', 'X-Source': 'CORDWOOD_SOURCE' },
  compression: 'gzip',
})
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'checkout' }),
  processors: [new BatchLogRecordProcessor({ exporter })],
})

const logger = provider.getLogger('checkout')
logger.emit({ severityNumber: 9, severityText: 'INFO', body: 'hello from OpenTelemetry', attributes: { order: 4711 } })

// What waits is sent before the program ends.
await provider.shutdown()
