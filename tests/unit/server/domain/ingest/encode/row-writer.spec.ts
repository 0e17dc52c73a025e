import { describe, expect, it } from 'vitest'
import { numberRows, RowWriter } from '~~/server/domain/ingest/encode/row-writer'

/** Reads what the writer wrote, as the engine does. */
function readString(bytes: Buffer, at = 0): { text: string, next: number } {
  let length = 0
  let shift = 0
  let position = at
  for (;;) {
    const byte = bytes[position++]!
    length += (byte & 0x7F) * 2 ** shift
    shift += 7
    if (byte < 0x80) break
  }
  return { text: bytes.toString('utf8', position, position + length), next: position + length }
}

const written = (write: (writer: RowWriter) => void, capacity?: number) => {
  const writer = new RowWriter(capacity === undefined ? undefined : Buffer.allocUnsafeSlow(capacity))
  write(writer)
  return writer.finish().bytes
}

describe('RowWriter', () => {
  const lengths = [0, 1, 23, 24, 25, 42, 43, 127, 128, 5461, 5462, 16383, 16384, 100_000]
  it.each(lengths)('writes a string of %i letters', (length) => {
    for (const letter of ['a', 'é', '漢', '🪵']) {
      const text = letter.repeat(length)
      const bytes = written(writer => writer.string(text), 1)
      expect(readString(bytes)).toEqual({ text, next: bytes.length })
    }
  })

  it('starts a short string over when a late letter is not ASCII', () => {
    const bytes = written((writer) => {
      writer.string('abcé')
      writer.string('next')
    })
    const first = readString(bytes)
    expect(first.text).toBe('abcé')
    expect(readString(bytes, first.next).text).toBe('next')
  })

  it('replaces lone surrogates and keeps NUL', () => {
    expect(readString(written(writer => writer.string('a\0b'))).text).toBe('a\0b')
    expect(readString(written(writer => writer.string('x\uD800y'))).text).toBe('x\uFFFDy')
  })

  it.each([
    [0, 0], [0, 1], [1, 0], [1_790_000_000, 123_456_789], [-1, 999_999_999], [-2_208_988_800, 0],
    [9_223_372_036, 854_775_807], [4, 294_967_295], [4, 294_967_296], [65_535, 999_999_999], [65_536, 0],
  ])('writes %i s %i ns as Int64', (seconds, nanos) => {
    const bytes = written(writer => writer.dateTime64Nanos(seconds, nanos))
    expect(bytes.readBigInt64LE()).toBe(BigInt(seconds) * 1_000_000_000n + BigInt(nanos))
  })

  it('writes random times as Int64', () => {
    for (let i = 0; i < 2000; i++) {
      const seconds = Math.floor((Math.random() - 0.2) * 9_000_000_000)
      const nanos = Math.floor(Math.random() * 1_000_000_000)
      const bytes = written(writer => writer.dateTime64Nanos(seconds, nanos))
      expect(bytes.readBigInt64LE()).toBe(BigInt(seconds) * 1_000_000_000n + BigInt(nanos))
    }
  })

  it('numbers its rows where they start', () => {
    const writer = new RowWriter(Buffer.allocUnsafeSlow(16))
    for (const text of ['one', 'two', 'three']) {
      writer.startRow()
      writer.string(text)
    }
    const rows = writer.finish()
    numberRows(rows, 0x1122334455667788n, 41)
    expect(rows.identity!.starts!.map(start => rows.bytes.readBigUInt64LE(start))).toEqual(Array(3).fill(0x1122334455667788n))
    expect(rows.identity!.starts!.map(start => rows.bytes.readUInt32LE(start + 8))).toEqual([41, 42, 43])
    expect(rows.identity!.starts!.map(start => readString(rows.bytes, start + 12).text)).toEqual(['one', 'two', 'three'])
  })
})
