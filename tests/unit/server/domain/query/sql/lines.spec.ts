import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { linesOf } from '~~/server/domain/query/sql/lines'

async function all(stream: Readable, most = 100): Promise<string[]> {
  const lines: string[] = []
  for await (const line of linesOf(stream, most)) lines.push(line)
  return lines
}

const chunks = (...texts: (string | Buffer)[]) => Readable.from(texts.map(text => Buffer.from(text)), { objectMode: false })

it('puts lines together from pieces, also from half letters', async () => {
  const letter = Buffer.from('ä')
  expect(await all(chunks('{"a', '":1}\n\r\n{"b":', letter.subarray(0, 1), letter.subarray(1), '}\nrest'))).toEqual(['{"a":1}', '{"b":ä}', 'rest'])
})

it('refuses a line without end', async () => {
  await expect(all(chunks('x'.repeat(60), 'x'.repeat(60)))).rejects.toThrow('too large')
})

it('gives out what came before a failure, and ends the stream when its reader leaves', async () => {
  const failing = new Readable({ read() { /* pushed below */ } })
  failing.push('one\ntwo\n')
  const lines = linesOf(failing, 100)
  expect((await lines.next()).value).toBe('one')
  failing.destroy(new Error('aborted'))
  expect((await lines.next()).value).toBe('two')
  await expect(lines.next()).rejects.toThrow('aborted')
  const endless = new Readable({ read() { this.push('x\n') } })
  for await (const line of linesOf(endless, 100)) {
    expect(line).toBe('x')
    break
  }
  expect(endless.destroyed).toBe(true)
})
