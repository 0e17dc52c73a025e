/** An address as a number: 32 or 128 bits. */
interface Address { readonly bits: 32 | 128, readonly value: bigint }

const OCTET = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/

function parseV4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(part => OCTET.test(part))) return undefined
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) }
}

/** https://www.rfc-editor.org/rfc/rfc4291#section-2.2, with a dotted tail; a zone is left aside. */
function parseV6(text: string): Address | undefined {
  const [bare = ''] = text.split('%')
  const halves = bare.split('::')
  if (halves.length > 2) return undefined
  const groups = halves.map(half => half === '' ? [] : half.split(':').flatMap(expandTail))
  const [head = [], tail = []] = groups
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const all = halves.length === 1 ? head : [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!all.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return { bits: 128, value: all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) }
}

function expandTail(group: string): string[] {
  const v4 = group.includes('.') ? parseV4(group) : undefined
  return v4 === undefined ? [group] : [(v4.value >> 16n).toString(16), (v4.value & 0xFFFFn).toString(16)]
}

const parseAddress = (text: string) => text.includes(':') ? parseV6(text) : parseV4(text)

/** Addresses from the first to the last. */
export interface AddressRange { readonly bits: 32 | 128, readonly first: bigint, readonly last: bigint }

/** Reads `10.0.0.1`, `10.0.0.0/8` or `10.0.0.1-10.0.0.9`, IPv6 alike; undefined when it is none. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [from = '', to] = text.split('-')
  if (to !== undefined) {
    const [first, last] = [parseAddress(from), parseAddress(to)]
    return first && last && first.bits === last.bits && first.value <= last.value ? { bits: first.bits, first: first.value, last: last.value } : undefined
  }
  const [base = '', length] = text.split('/')
  const address = parseAddress(base)
  if (address === undefined) return undefined
  if (length === undefined) return { bits: address.bits, first: address.value, last: address.value }
  if (!/^\d{1,3}$/.test(length) || Number(length) > address.bits) return undefined
  const size = 1n << BigInt(address.bits - Number(length))
  const first = address.value - address.value % size
  return { bits: address.bits, first, last: first + size - 1n }
}

function contains(range: AddressRange, text: string): boolean {
  const address = parseAddress(text)
  return address !== undefined && address.bits === range.bits && address.value >= range.first && address.value <= range.last
}

/** Where an address may begin, and what belongs to it: as Loki looks for them. */
const BEGINNING = /(\d[^]{0,2}?\.)|::[\da-fA-F]|[\da-fA-F]{1,4}:/g
const V4 = /[\d.]*/y
const V6 = /[\da-fA-F:.]*/y

/** Whether a text has an address of the range in it. */
export function hasAddressIn(range: AddressRange, text: string): boolean {
  BEGINNING.lastIndex = 0
  for (let found = BEGINNING.exec(text); found !== null; found = BEGINNING.exec(text)) {
    const form = found[1] === undefined ? V6 : V4
    form.lastIndex = found.index
    const [candidate] = form.exec(text)!
    if (contains(range, candidate)) return true
    // The character behind it begins none.
    BEGINNING.lastIndex = found.index + candidate.length + 1
  }
  return false
}
