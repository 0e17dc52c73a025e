import { defineEventHandler } from 'h3'
import { clientOf } from '../utils/client'

/** Finds out who sent the request: its address for trails and limits, its protocol for cookies and the addresses in pages. */
export default defineEventHandler((event) => {
  const { req } = event.node
  // Of requests that the server makes to itself, the one that they are made for has been looked at.
  if ('__unenv__' in req) return
  const { remoteAddress = '' } = req.socket
  const peer = { address: remoteAddress, protocol: 'encrypted' in req.socket ? 'https' : 'http' } as const
  const client = clientOf(peer, req.headers, event.context.platform?.config.trustedProxies ?? (() => false))
  event.context.client = client
  // Pages take it from there, whoever sent it.
  req.headers['x-forwarded-proto'] = client.protocol
})
