// npm install pino pino-opentelemetry-transport
import pino from 'pino'

const logger = pino({
  transport: {
    target: 'pino-opentelemetry-transport',
    options: {
      resourceAttributes: { 'service.name': 'checkout' },
      logRecordProcessorOptions: {
        recordProcessorType: 'batch',
        exporterOptions: {
          protocol: 'http/protobuf',
          protobufExporterOptions: {
            url: 'CORDWOOD_ADDRESS/v1/logs',
            headers: { 'X-API-Key': 'CORDWOOD_KEY', 'X-Source': 'CORDWOOD_SOURCE' },
          },
        },
      },
    },
  },
})

logger.info({ order: 4711 }, 'hello from pino')
