import { Counter, Gauge, type Registry } from 'prom-client'

export interface SyslogMetrics {
  readonly listening: Gauge<'listener'>
  readonly connections: Gauge<'listener'>
  readonly refusedConnections: Counter<'listener'>
  readonly queueBytes: Gauge<'listener'>
  /** `queue`: datagrams that found it full; `stopped`: what could not be stored before the server ended. */
  readonly dropped: Counter<'listener' | 'reason'>
}

/** Lines, bytes and dead letters are counted by ingest, as of every protocol. */
export function createSyslogMetrics(registry: Registry): SyslogMetrics {
  const registers = [registry]
  const labelNames = ['listener'] as const
  return {
    listening: new Gauge({ name: 'cordwood_syslog_listening', help: '1 while the listener takes messages; 0 while its source or its address is missing', labelNames, registers }),
    connections: new Gauge({ name: 'cordwood_syslog_connections', help: 'Open TCP connections', labelNames, registers }),
    refusedConnections: new Counter({ name: 'cordwood_syslog_refused_connections_total', help: 'Connections closed at once because there were too many', labelNames, registers }),
    queueBytes: new Gauge({ name: 'cordwood_syslog_queue_bytes', help: 'Bytes of datagrams that wait to be stored', labelNames, registers }),
    dropped: new Counter({
      name: 'cordwood_syslog_dropped_messages_total', help: 'Messages lost: the queue was full, or the server ended before they were stored',
      labelNames: ['listener', 'reason'], registers,
    }),
  }
}
