import { Counter, Gauge, Histogram } from 'prom-client'
import type { Registry } from '../kernel'
import type { Quarantine } from './spool/quarantine'
import type { Spool } from './spool/spool'

/** What the way in counts. */
export interface IngestMetrics {
  lines: Counter<'protocol'>
  bytes: Counter<'protocol'>
  rejected: Counter<'protocol'>
  errors: Counter<'protocol' | 'code'>
  resent: Counter<'protocol'>
  commitSeconds: Histogram
  flushSeconds: Histogram<'outcome'>
  flushedRows: Counter
  quarantined: Counter
}

export function createIngestMetrics(registry: Registry): IngestMetrics {
  const registers = [registry]
  return {
    lines: new Counter({ name: 'cordwood_ingest_lines_total', help: 'Lines acknowledged', labelNames: ['protocol'], registers }),
    bytes: new Counter({ name: 'cordwood_ingest_bytes_total', help: 'Bytes of request bodies, decompressed', labelNames: ['protocol'], registers }),
    rejected: new Counter({ name: 'cordwood_ingest_rejected_lines_total', help: 'Lines that went to the dead letters', labelNames: ['protocol'], registers }),
    errors: new Counter({ name: 'cordwood_ingest_errors_total', help: 'Requests refused', labelNames: ['protocol', 'code'], registers }),
    resent: new Counter({ name: 'cordwood_ingest_resent_requests_total', help: 'Requests that came again with their Idempotency-Key and were not stored again', labelNames: ['protocol'], registers }),
    commitSeconds: new Histogram({
      name: 'cordwood_ingest_commit_seconds', help: 'Time of a group commit to the spool, fsync included',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5], registers,
    }),
    flushSeconds: new Histogram({
      name: 'cordwood_flush_seconds', help: 'Time of an insert of a segment into ClickHouse', labelNames: ['outcome'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60], registers,
    }),
    flushedRows: new Counter({ name: 'cordwood_flush_rows_total', help: 'Rows inserted into ClickHouse', registers }),
    quarantined: new Counter({ name: 'cordwood_quarantined_segments_total', help: 'Segments put aside because ClickHouse refuses them', registers }),
  }
}

/** Gauges that read the spool when they are asked. */
export function registerSpoolGauges(registry: Registry, spool: Spool, quarantine: Quarantine): void {
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({ name, help, registers: [registry], async collect() { this.set(await read()) } })
  gauge('cordwood_spool_bytes', 'Bytes acknowledged and not yet in ClickHouse', () => spool.stats().bytes)
  gauge('cordwood_spool_segments', 'Segments not yet in ClickHouse', () => spool.stats().segments)
  gauge('cordwood_spool_oldest_seconds', 'Age of the oldest segment', () => spool.stats().oldestSeconds)
  gauge('cordwood_quarantine_files', 'Files that wait for a person in the quarantine', () => quarantine.count())
}
