import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'

/** How long a connection may be idle, milliseconds; shorter where ClickHouse says that it ends them sooner. */
const IDLE_MS = 30_000

/** Of a client that is given an agent of ours: Node looks after idle connections, the client's own timers are off. */
export const WITHOUT_TIMERS = { enabled: true, idle_socket_ttl: 0 } as const

/**
 * Connections to ClickHouse, kept open by Node alone, which lets an idle one go a second before its server would.
 * The timers of @clickhouse/client (1.23, `idle_socket_ttl`) can't be used: of a request that is given up before it has its
 * connection one is left behind, and ends, seconds later, whatever query has the connection by then.
 * @param most connections at a time
 * @param ca PEM of the authority that signed the server's certificate, where the system doesn't know it
 */
export function createAgent(url: string, most: number, ca?: Buffer): Agent {
  const options = { keepAlive: true, maxSockets: most, timeout: IDLE_MS }
  return url.startsWith('https:') ? new TlsAgent({ ...options, ...ca && { ca } }) : new Agent(options)
}
