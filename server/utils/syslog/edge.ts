import type { SyslogListener } from '../../domain/kernel'
import type { ConnectionOptions } from './connection'
import type { SyslogMetrics } from './metrics'

/** A listener that is open. */
export interface Edge {
  /** Takes nothing new, and settles when all that came is stored. */
  finish(): Promise<void>
  /** Breaks off what `finish` still waits for. */
  abort(): void
}

export interface EdgeOptions extends Omit<ConnectionOptions, 'peer'> {
  listener: SyslogListener
  /** For people: `tcp://127.0.0.1:1514`. */
  name: string
  metrics: SyslogMetrics
  /** Says something at most once a minute. */
  report: (message: string, details: object) => void
}

/** An address as people write it: IPv4 also where the socket takes both. */
export const peerOf = (address: string | undefined) => (address ?? '').replace(/^::ffff:(?=\d+\.)/, '')
