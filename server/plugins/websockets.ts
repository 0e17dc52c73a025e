import { subscribe } from 'node:diagnostics_channel'
import { Server, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { defineNitroPlugin } from 'nitropack/runtime'
import { pathOf } from '../utils/requests'
import { isSocketPath } from '../utils/tail/upgrade'

/** How long sockets may stay once the server was told to stop: their readers are told, and close them. */
const GRACE_MS = 2000

/**
 * Decides which requests become WebSockets. Once Nitro listens for upgrades, Node would hand it every request that offers
 * one, and that of Java's HttpClient, which offers HTTP/2 with each, would never be answered.
 */
export default defineNitroPlugin(() => {
  const open = new Set<Socket>()

  function isForSocket({ headers, method, url = '', socket }: IncomingMessage): boolean {
    if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket' || !isSocketPath(pathOf(url))) return false
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // Until the handshake is done nobody else listens.
    socket.on('error', () => socket.destroy())
    // Nitro's shutdown ends connections that it takes for idle at once: they could not be told.
    Object.assign(socket, { _isIdle: false })
    return true
  }

  // Nitro makes its server after its plugins, and gives it to nobody.
  subscribe('tracing:net.server.listen:asyncStart', (message) => {
    const { server } = message as { server: unknown }
    if (server instanceof Server) Object.assign(server, { shouldUpgradeCallback: isForSocket })
  })
  const stop = () => setTimeout(() => {
    for (const socket of open) socket.destroy()
  }, GRACE_MS)
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
})
