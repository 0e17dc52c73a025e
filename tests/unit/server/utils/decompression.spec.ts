import { Transform, type TransformCallback } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Decompression, type Coding } from '~~/server/utils/decompression'

/** Takes three bytes a frame, and tells of its end after it has said that the piece is taken, as Node’s may on a busy machine. */
class LateDecoder extends Transform {
  bytesWritten = 0

  override _transform(piece: Buffer, _encoding: string, done: TransformCallback): void {
    this.bytesWritten += 3
    this.push(piece.subarray(0, 3))
    done()
    setTimeout(() => this.push(null), 5)
  }
}

/** Says that the piece is broken by the callback alone. */
class BrokenDecoder extends Transform {
  readonly bytesWritten = 0
  override _transform(_piece: Buffer, _encoding: string, done: TransformCallback): void { done(new Error('broken')) }
}

function open(after: Coding['after'], create: Coding['create'] = () => new LateDecoder()) {
  const out: string[] = []
  return { out, decompression: new Decompression({ create, after, window: () => 0 }, piece => out.push(String(piece))) }
}

describe('a decoder that tells of its end late', () => {
  it('has what follows refused where nothing may follow', async () => {
    await expect(open('nothing').decompression.write(Buffer.from('onegarbage'))).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('After the end') as string })
    await expect(open('zeros').decompression.write(Buffer.from('onegarbage'))).rejects.toThrow('After the end')
    await expect(open('zeros').decompression.write(Buffer.from('one\0\0'))).resolves.toBeUndefined()
  })

  it('has the next frame read by another, and nothing lost', async () => {
    const { out, decompression } = open('frames')
    await decompression.write(Buffer.from('onetwosix'))
    await decompression.end()
    expect(out).toEqual(['one', 'two', 'six'])
  })
})

it('what a decoder can’t take is refused, however it says so', async () => {
  await expect(open('nothing', () => new BrokenDecoder()).decompression.write(Buffer.from('x'))).rejects.toThrow('can’t be decompressed')
})
