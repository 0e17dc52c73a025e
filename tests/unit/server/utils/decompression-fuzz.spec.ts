import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel'
import { codingOf, Decompression } from '~~/server/utils/decompression'
import { Chance } from '../../../fixtures/fuzz/chance'
import { injureWire, splice } from '../../../fixtures/fuzz/injure'

const RUNS = Number(process.env.CORDWOOD_FUZZ_RUNS ?? 10_000) / 10
const SEED = Number(process.env.CORDWOOD_FUZZ_SEED ?? 1)

const text = (chance: Chance) => Buffer.from('{"message":"a line of text"}\n'.repeat(1 + chance.below(200)))
const compressors: Record<string, (body: Buffer) => Buffer> = {
  gzip: body => gzipSync(body), deflate: body => deflateSync(body),
  br: body => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: body => zstdCompressSync(body, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
}

/** Feeds a body in pieces of any size. */
async function decompress(name: string, body: Buffer, chance: Chance): Promise<Buffer> {
  const pieces: Buffer[] = []
  const decompression = new Decompression(codingOf(name)!, piece => void pieces.push(Buffer.from(piece)))
  try {
    for (let at = 0; at < body.length;) {
      const piece = body.subarray(at, at += 1 + chance.below(chance.pick([3, 50, body.length])))
      await decompression.write(piece)
    }
    await decompression.end()
  }
  finally {
    decompression.destroy()
  }
  return Buffer.concat(pieces)
}

it.each(Object.entries(compressors))('%s: an injured body is read or refused, nothing else', async (name, compress) => {
  for (let run = 0; run < RUNS; run++) {
    const chance = new Chance((SEED + run) * 2_654_435_761)
    const whole = compress(text(chance))
    expect((await decompress(name, whole, chance)).length).toBeGreaterThan(0)
    const body = chance.below(3) === 0 ? splice(whole, compress(text(chance)), chance) : injureWire(whole, chance)
    try {
      await decompress(name, body, chance)
    }
    catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bad_request') expect.fail(`CORDWOOD_FUZZ_SEED=${SEED + run}: ${String(error)} for ${body.toString('base64')}`)
    }
  }
}, 60_000 + RUNS * 100)
