// npm install pino pino-loki
import pino from 'pino'

const logger = pino({
  transport: {
    target: 'pino-loki',
    options: {
      host: 'CORDWOOD_ADDRESS',
      endpoint: '/loki/api/v1/push?source=CORDWOOD_SOURCE',
      basicAuth: { username: 'any', password: 'CORDWOOD_KEY' },
      labels: { service_name: 'checkout' },
      batching: { interval: 1 },
    },
  },
})

logger.info({ order: 4711 }, 'hello from pino')
