import { z } from 'zod'
import { endpoint } from './endpoint'

export const systemEndpoints = {
  getOpenApi: endpoint({
    method: 'get', path: '/openapi.json', tag: 'System', auth: 'none',
    summary: 'Read this description', description: 'OpenAPI 3.1.',
    response: z.record(z.string(), z.json()),
  }),
  getHealth: endpoint({
    method: 'get', path: '/healthz', tag: 'System', auth: 'none',
    summary: 'Ask whether the server is alive', answers: [{ type: 'application/json' }],
  }),
  getReady: endpoint({
    method: 'get', path: '/ready', tag: 'System', auth: 'none',
    summary: 'Ask whether the server takes and answers requests', answers: [{ type: 'application/json' }], errors: ['unavailable'],
  }),
  getMetrics: endpoint({
    method: 'get', path: '/metrics', tag: 'System', auth: 'none',
    summary: 'Read the server’s own measurements', answers: [{ type: 'text/plain', description: 'Prometheus text format' }],
  }),
}
