import { collectDefaultMetrics, Registry } from 'prom-client'

/** Where the rooms register their metrics; `/metrics` prints it in Prometheus' text format. */
export function createMetricsRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'cordwood_' })
  return registry
}

export type { Registry } from 'prom-client'
