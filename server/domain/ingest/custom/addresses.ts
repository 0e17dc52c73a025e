import { isIPv4, isIPv6 } from 'node:net'
import type { AttributeValue } from '#shared/types/log-record'
import { shown, type ValueWriter } from './value-writer'

const textIn = (value: AttributeValue) => typeof value === 'string' ? value.trim() : ''

/** `UUID`: two halves of eight bytes, each from its lowest byte up. */
export const uuidWriter: ValueWriter = {
  write(writer, value) {
    const digits = textIn(value).replaceAll('-', '')
    if (!/^[\da-f]{32}$/i.test(digits)) return `${shown(value)} is not a UUID`
    const bytes = Buffer.from(digits, 'hex')
    writer.raw(bytes.subarray(0, 8).reverse())
    writer.raw(bytes.subarray(8).reverse())
    return undefined
  },
  zero: writer => writer.zeros(16),
}

/** `IPv4`: four bytes from the lowest up; a whole number counts as one. */
export const ipv4Writer: ValueWriter = {
  write(writer, value) {
    const bytes = ipv4Bytes(value)
    if (bytes === undefined) return `${shown(value)} is not an IPv4 address`
    writer.raw(Uint8Array.from(bytes.reverse()))
    return undefined
  },
  zero: writer => writer.zeros(4),
}

function ipv4Bytes(value: AttributeValue): number[] | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xFFFFFFFF) {
    return [24, 16, 8, 0].map(shift => (value >>> shift) & 0xFF)
  }
  const text = textIn(value)
  return isIPv4(text) ? text.split('.').map(Number) : undefined
}

/** `IPv6`: sixteen bytes as they are written; an IPv4 address as `::ffff:a.b.c.d`. */
export const ipv6Writer: ValueWriter = {
  write(writer, value) {
    const text = textIn(value)
    const bytes = isIPv4(text) ? mapped(text) : isIPv6(text) && !text.includes('%') ? ipv6Bytes(text) : undefined
    if (bytes === undefined) return `${shown(value)} is not an IPv6 address`
    writer.raw(bytes)
    return undefined
  },
  zero: writer => writer.zeros(16),
}

const mapped = (ipv4: string) => Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, ...ipv4.split('.').map(Number)])

/** The bytes of an address that is known to be one. */
function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail] = text.split('::')
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)]
  const middle = Array.from({ length: 16 - before.length - after.length }, () => 0)
  return Uint8Array.from([...before, ...middle, ...after])
}

function groups(text: string): number[] {
  return text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (group.includes('.')) return group.split('.').map(Number)
        const number = Number.parseInt(group, 16)
        return [number >> 8, number & 0xFF]
      })
}
