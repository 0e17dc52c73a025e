import { plainAddress, type TrustedProxies } from '../domain/kernel'
import type { Headers } from './credentials'

/** Who sent a request, and how. */
export interface Client {
  /** The network address; empty where the server asks itself, to render a page. */
  readonly address: string
  readonly protocol: 'http' | 'https'
}

/** What one proxy says of whom it had before it. */
interface Hop { readonly address: string | undefined, readonly protocol?: string | undefined }

/**
 * Follows the chain of proxies back, as far as they are trusted: the client is the first that is not. What stands
 * further to the left anybody may have written.
 *
 * `X-Forwarded-For` and `X-Forwarded-Proto`; where there is neither, `Forwarded` (RFC 7239).
 */
export function clientOf(peer: Client, headers: Headers, trusted: TrustedProxies): Client {
  let address = plainAddress(peer.address) ?? peer.address
  if (!trusted(address)) return { ...peer, address }
  const chain = textOf(headers['x-forwarded-for'])
  let protocol = textOf(headers['x-forwarded-proto'])?.split(',', 1)[0]
  const hops = chain === undefined && protocol === undefined ? forwardedHops(textOf(headers.forwarded)) : (chain?.split(',') ?? []).map(toHop)
  for (const hop of hops.toReversed()) {
    if (!trusted(address)) break
    protocol = hop.protocol ?? protocol
    // `unknown`, or a name of the proxy's own: nobody knows more than who said so.
    if (hop.address === undefined) break
    address = hop.address
  }
  return { address, protocol: readProtocol(protocol) ?? peer.protocol }
}

/** A header that came several times is one list. */
const textOf = (header: string | string[] | undefined) => Array.isArray(header) ? header.join(',') : header

const readProtocol = (text: string | undefined) =>
  (['http', 'https'] as const).find(protocol => protocol === text?.trim().toLowerCase())

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711` */
function toHop(text: string): Hop {
  const node = text.trim()
  const [, inBrackets, withPort] = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/.exec(node) ?? []
  return { address: plainAddress(inBrackets ?? withPort ?? node) }
}

/**
 * The elements of `Forwarded`. No value that counts has a comma or a semicolon in its quotes: who opens quotes that
 * are never closed spoils his own element, and not those that proxies put behind it.
 */
function forwardedHops(header: string | undefined): Hop[] {
  return (header?.split(',') ?? []).map((element) => {
    const values = new Map(element.split(';').map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name.trim().toLowerCase(), value.join('=').trim().replace(/^"(.*)"$/s, '$1')]
    }))
    return { ...toHop(values.get('for') ?? ''), protocol: values.get('proto') }
  })
}
