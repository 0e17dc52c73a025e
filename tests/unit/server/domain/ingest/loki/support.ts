import type { LokiPush } from '~~/server/domain/ingest/loki'
import { decodeLokiPush } from '~~/server/domain/ingest/loki'

export const NOW = Date.UTC(2026, 0, 2)
export const MAX = 4 * 1024 * 1024
const options = { discoverServiceName: true, discoverLogLevels: true, now: NOW, maxBytes: MAX }

export const decodeJson = (body: string | Buffer, more: Partial<typeof options> = {}): LokiPush =>
  decodeLokiPush(Buffer.from(body as string), 'application/json', { ...options, ...more })
export const decodeProtobuf = (body: Buffer, type?: string): LokiPush => decodeLokiPush(body, type, options)

/** A writer of Protobuf for tests. */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7Fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
}
export const bytesField = (field: number, value: Buffer | string): Buffer => {
  const bytes = Buffer.from(value as string)
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes])
}
export const varintField = (field: number, value: number | bigint): Buffer => Buffer.concat([varint(field * 8), varint(value)])

export interface TestEntry { seconds?: number | bigint, nanos?: number, line?: string, metadata?: Record<string, string> }
export const entryBytes = ({ seconds = 1_767_323_045, nanos = 123_456_789, line = 'line', metadata = {} }: TestEntry): Buffer => Buffer.concat([
  bytesField(1, Buffer.concat([varintField(1, seconds), varintField(2, nanos)])), bytesField(2, line),
  ...Object.entries(metadata).map(([name, value]) => bytesField(3, Buffer.concat([bytesField(1, name), bytesField(2, value)]))),
])
export const streamBytes = (labels: string, entries: TestEntry[]): Buffer =>
  Buffer.concat([bytesField(1, labels), ...entries.map(entry => bytesField(2, entryBytes(entry))), varintField(3, 12_345_678_901_234_567_890n)])
export const pushBytes = (...streams: Buffer[]): Buffer => Buffer.concat(streams.map(stream => bytesField(1, stream)))

/** A valid block without any compression: one literal. */
export function stored(bytes: Buffer): Buffer {
  if (bytes.length === 0) return Buffer.from([0])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length - 1)
  return Buffer.concat([varint(bytes.length), Buffer.from([63 << 2]), length, bytes])
}
