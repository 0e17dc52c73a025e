import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { withOwnTail } from '~~/server/domain/query/sql/tail'

const TAG = 'abcdefghijklmnop'
const told = `\r\n__exception__\r\n${TAG}\r\nCode: 153. DB::Exception: Division by zero: while executing 'FUNCTION x'. (ILLEGAL_DIVISION) (version 26.7.2.1)\n99 ${TAG}\r\n__exception__\r\n`

async function read(pieces: readonly string[], tag: string | undefined = TAG): Promise<{ text: string, error: unknown }> {
  let text = ''
  try {
    for await (const chunk of withOwnTail(Readable.from(pieces.map(piece => Buffer.from(piece)), { objectMode: false }), tag, {})) text += String(chunk)
    return { text, error: undefined }
  }
  catch (error) {
    return { text, error }
  }
}

it.each([[['a\n', 'b\n']], [[]], [['__exception__\r\n', 'x']], [[told.replaceAll(TAG, 'another one here')]]])('passes on what is no error: %j', async (pieces) => {
  expect(await read(pieces)).toEqual({ text: pieces.join(''), error: undefined })
})

it.each([1, 7, 1000])('tells the engine’s error in other words, in pieces of %i, and breaks off', async (size) => {
  const all = `rows\n${told}`
  const { text, error } = await read(Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size)))
  const line = 'Code: 153. DB::Exception: Division by zero (ILLEGAL_DIVISION)\n'
  expect(text).toBe(`rows\n\r\n__exception__\r\n${TAG}\r\n${line}${line.length} ${TAG}\r\n__exception__\r\n`)
  expect(error).toMatchObject({ code: 'bad_request', message: 'Division by zero' })
})
