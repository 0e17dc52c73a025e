import { BlockList, isIP, SocketAddress } from 'node:net'

/** IPv4 where a socket takes both (RFC 4291, 2.5.5.2). */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/

/** A network address in the one form that it has here: shortened, IPv4 as such, without a zone. Undefined for what is none. */
export function plainAddress(text: string): string | undefined {
  const bare = text.replace(/%.*$/s, '')
  const family = isIP(bare)
  if (family === 0) return undefined
  if (family === 4) return bare
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' })
  return MAPPED.exec(address)?.[1] ?? address
}

/**
 * What one customer has of the network: an IPv4 address, the first half of an IPv6 address (`2001:db8:0:7`).
 * @param address as plainAddress writes it; others come back as they are
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = [], tail = []] = address.split('::').map(half => half === '' ? [] : half.split(':'))
  const left = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0')
  return [...head, ...left, ...tail].slice(0, 4).join(':')
}

/** Whether an address belongs to a proxy of ours. */
export type TrustedProxies = (address: string) => boolean

const NAMED = new Map(Object.entries({
  loopback: ['127.0.0.0/8', '::1'],
  // RFC 1918 and RFC 4193
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}))

/**
 * Reads `CORDWOOD_TRUSTED_PROXIES`: addresses and networks separated by commas, `loopback`, `private`.
 * @throws Error that says what is wrong
 */
export function readTrustedProxies(text: string): TrustedProxies {
  const list = new BlockList()
  const parts = text.split(',').map(part => part.trim()).filter(part => part !== '')
  for (const part of parts.flatMap(part => NAMED.get(part.toLowerCase()) ?? part)) add(list, part)
  return (address) => {
    const plain = plainAddress(address)
    return plain !== undefined && list.check(plain, familyOf(plain))
  }
}

function add(list: BlockList, text: string): void {
  const wrong = (what: string) => new Error(`${JSON.stringify(text.slice(0, 100))}: ${what}`)
  const [network = '', bits, ...more] = text.split('/')
  const address = plainAddress(network)
  if (address === undefined || more.length > 0) throw wrong('write an address (10.0.0.2), a network (10.0.0.0/8, fd00::/8), loopback or private')
  const family = familyOf(address)
  if (bits === undefined) {
    list.addAddress(address, family)
    return
  }
  const most = family === 'ipv4' ? 32 : 128
  // Of the length 0: whoever is trusted may claim any address, so that this would be everybody.
  if (!/^\d{1,3}$/.test(bits) || Number(bits) < 1 || Number(bits) > most) throw wrong(`the length of the network must be from 1 to ${most}`)
  list.addSubnet(address, Number(bits), family)
}

const familyOf = (address: string) => address.includes(':') ? 'ipv6' : 'ipv4'
