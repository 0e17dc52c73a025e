import { Socket } from 'node:net'
import { defineNitroPlugin } from 'nitropack/runtime'

/** How long requests may go on once the server was told to stop. */
const GRACE_MS = 4000

/**
 * Ends the requests that are still there a while after the signal to stop. Nitro closes idle connections at once, but
 * for one whose request came in half it would wait 30 s before it closes the platform.
 */
export default defineNitroPlugin((nitro) => {
  const busy = new Set<Socket>()
  nitro.hooks.hook('request', ({ node: { req, res } }) => {
    const { socket } = req
    // Pages ask the API within this process, over no connection.
    if (!(socket instanceof Socket)) return
    busy.add(socket)
    res.once('close', () => busy.delete(socket))
  })
  const stop = () => setTimeout(() => {
    for (const socket of busy) socket.destroy()
  }, GRACE_MS)
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
})
