/**
 * Reads `/proc/net/tcp` (Linux): which peers of our port have hung up.
 * Format: https://docs.kernel.org/networking/proc_net_tcp.html
 */

const CLOSE_WAIT = '08'

/**
 * The ports of clients that closed their side of a connection to `port`
 * while ours is still open (state CLOSE_WAIT).
 * @param table the text of `/proc/net/tcp`.
 * @param port our listening port.
 */
export function hungUpPeers(table: string, port: number): Set<number> {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const peers = new Set<number>()
  for (const line of table.split('\n').slice(1)) {
    const [, localAddress, remoteAddress, state] = line.trim().split(/\s+/)
    if (state !== CLOSE_WAIT || !localAddress?.endsWith(local)) continue
    peers.add(Number.parseInt(remoteAddress?.split(':')[1] ?? '', 16))
  }
  return peers
}
