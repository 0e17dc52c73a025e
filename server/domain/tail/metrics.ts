import { Counter, Gauge } from 'prom-client'
import type { Registry } from '../kernel'

export interface TailMetrics {
  lines: Counter
  skipped: Counter
  refused: Counter
}

export function createTailMetrics(registry: Registry): TailMetrics {
  const registers = [registry]
  return {
    lines: new Counter({ name: 'cordwood_tail_lines_total', help: 'Lines given to live tails', registers }),
    skipped: new Counter({ name: 'cordwood_tail_skipped_lines_total', help: 'Lines that live tails were too slow for', registers }),
    refused: new Counter({ name: 'cordwood_tail_refused_total', help: 'Live tails refused because there were too many', registers }),
  }
}

/** Gauges that look when they are asked. */
export function registerTailGauges(registry: Registry, read: { open(): number, queuedBytes(): number, backlogBytes(): number }): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({ name, help, registers: [registry], collect() { this.set(value()) } })
  gauge('cordwood_tail_open', 'Live tails that are open', read.open)
  gauge('cordwood_tail_queued_bytes', 'Memory of lines that wait for readers of live tails', read.queuedBytes)
  gauge('cordwood_tail_backlog_bytes', 'Rows that arrived and live tails have not looked at yet', read.backlogBytes)
}
