import type { Server } from 'node:http'
import { defineEventHandler } from 'h3'

/**
 * Longer than proxies and clients keep an idle connection (most of them 60 seconds): who ends it is the one that uses
 * it. Node's five seconds end connections just as a request comes in on them, which senders see as an error.
 */
const KEEP_ALIVE_MS = 75_000

/** The server is Nitro's and only to be had by a connection of it. */
export default defineEventHandler(({ node: { req } }) => {
  // Requests that the server makes to itself have no connection.
  const { server } = req.socket as { server?: Server }
  if (server && server.keepAliveTimeout !== KEEP_ALIVE_MS) server.keepAliveTimeout = KEEP_ALIVE_MS
})
