// npm install winston winston-loki
import winston from 'winston'
import LokiTransport from 'winston-loki'

const logger = winston.createLogger({
  transports: [
    new LokiTransport({
      host: 'CORDWOOD_ADDRESS',
      basicAuth: 'any:CORDWOOD_KEY',
      headers: { 'X-Source': 'CORDWOOD_SOURCE' },
      labels: { service_name: 'checkout' },
      replaceTimestamp: false,
    }),
  ],
})

logger.info('hello from winston', { order: 4711 })
