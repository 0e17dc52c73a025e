import { randomBytes } from 'node:crypto'

const EPOCH = 1_400_000_000
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 27

/**
 * A KSUID: 27 letters and digits that sort by the second they were made in
 * (https://github.com/segmentio/ksuid: 4 bytes of seconds since 2014-05-13, 16 random bytes, base 62).
 */
export function ksuid(nowMs: number = Date.now()): string {
  const bytes = Buffer.concat([Buffer.alloc(4), randomBytes(16)])
  bytes.writeUInt32BE(Math.floor(nowMs / 1000) - EPOCH)
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < LENGTH; i++) {
    text = ALPHABET[Number(value % 62n)] + text
    value /= 62n
  }
  return text
}
