// npm install winston
import winston from 'winston'

const logger = winston.createLogger({
  defaultMeta: { service: 'checkout' },
  format: winston.format.combine(winston.format.timestamp(), winston.format.errors({ stack: true }), winston.format.json()),
  transports: [
    new winston.transports.Http({
      ssl: CORDWOOD_HTTPS,
      host: 'CORDWOOD_HOST',
      port: CORDWOOD_PORT,
      path: '/v1/logs/json?source=CORDWOOD_SOURCE',
      headers: { 'X-API-Key': 'CORDWOOD_KEY' },
      batch: true,
      batchInterval: 1000,
      batchCount: 100,
    }),
  ],
})

logger.info('hello from winston', { order: 4711 })
