import { Counter, Histogram, type Registry } from 'prom-client'

export interface HttpMetrics {
  /** @param seconds from the first byte of the request to the last of the answer */
  observe(method: string, route: string, status: number, seconds: number): void
  /** An answer that ended with an error after it had begun: its status was 200. */
  broke(route: string, code: string): void
}

/** HTTP timings by method, route and status class. `route` must be one of a bounded set: never a raw path. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const duration = new Histogram({
    name: 'cordwood_http_request_seconds', help: 'Time of HTTP requests', labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30], registers: [registry],
  })
  const broken = new Counter({
    name: 'cordwood_http_broken_answers_total', help: 'Answers that ended with an error after they had begun', labelNames: ['route', 'code'],
    registers: [registry],
  })
  return {
    broke: (route, code) => broken.inc({ route, code }),
    observe: (method, route, status, seconds) => duration.observe({ method, route, status: String(status) }, seconds),
  }
}
