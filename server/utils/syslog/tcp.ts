import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { SyslogConnection } from './connection'
import { peerOf, type Edge, type EdgeOptions } from './edge'

const MOST_CONNECTIONS = 1000
/** However many a relay opens, others get in. */
const MOST_OF_ADDRESS = 250
/** A connection that was silent for so long may be closed, if its place is needed. Otherwise it may be silent for ever. */
const IDLE_MS = 10 * 60_000
/** After so long without a word the sender's machine is asked whether it is still there. */
const KEEP_ALIVE_MS = 60_000

interface Places { all: Map<SyslogConnection, string>, edge: EdgeOptions }

/** Listens for syslog on TCP. @throws Error of the system when the address can't be had */
export async function openTcp(edge: EdgeOptions): Promise<Edge> {
  const places: Places = { all: new Map(), edge }
  const server = createServer({ allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, socket => admit(places, socket))
  await listen(server, edge)
  server.on('error', error => edge.report('a syslog listener has trouble', { err: error, listener: edge.name }))
  return {
    async finish() {
      server.close()
      for (const connection of places.all.keys()) connection.finish()
      await Promise.all([...places.all.keys()].map(connection => connection.done))
    },
    abort() {
      for (const connection of places.all.keys()) connection.abort()
    },
  }
}

async function listen(server: Server, { listener: { port, address } }: EdgeOptions): Promise<void> {
  server.listen({ port, host: address })
  await once(server, 'listening')
}

function admit(places: Places, socket: Socket): void {
  const { all, edge: { name, metrics, report, ...edge } } = places
  // An error also ends the reading, where it is dealt with.
  socket.on('error', () => {})
  const peer = peerOf(socket.remoteAddress)
  if (!hasRoom(places, peer)) {
    metrics.refusedConnections.inc({ listener: name })
    report('too many syslog connections: new ones are closed', { listener: name, peer })
    socket.destroy()
    return
  }
  const connection = new SyslogConnection(socket, { ...edge, peer })
  all.set(connection, peer)
  metrics.connections.set({ listener: name }, all.size)
  void connection.done.finally(() => {
    all.delete(connection)
    metrics.connections.set({ listener: name }, all.size)
  })
}

function hasRoom({ all }: Places, peer: string): boolean {
  const own = [...all].filter(([, from]) => from === peer)
  if (own.length >= MOST_OF_ADDRESS) return sendIdleAway(own.map(([connection]) => connection))
  return all.size < MOST_CONNECTIONS || sendIdleAway([...all.keys()])
}

/** Whether one was idle for so long that another may have its place. */
function sendIdleAway(connections: readonly SyslogConnection[]): boolean {
  const quietest = connections.reduce((one, other) => other.heardAt < one.heardAt ? other : one)
  if (performance.now() - quietest.heardAt < IDLE_MS) return false
  quietest.finish()
  return true
}
