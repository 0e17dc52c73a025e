/** Large bodies are decoded by the thread of the build. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Scope } from '#shared/types/scope'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import { createDirectDecoder, type BodyDecoder } from '~~/server/domain/ingest/decoding/decoder'
import { createThreadedDecoder } from '~~/server/domain/ingest/decoding/threads'
import { RowMaker } from '~~/server/domain/ingest/encode/row-maker'
import { rawParamsSchema } from '#shared/schemas/ingest'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import { BufferPool } from '~~/server/domain/kernel'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { tempDir } from '../../fixtures/temp-dir'

const FILE = resolve(import.meta.dirname, '../../../.output/server/decoder-thread.mjs')
const scope: Scope = { projectId: 'p', sourceId: 's', table: 'source_s', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }
const now = 1_790_000_000_123
const LINES = 2000

const buffers = new BufferPool(64 * 1024 * 1024)
const direct = () => createDirectDecoder(new RowMaker(buffers, DEFAULT_LIMITS), DEFAULT_LIMITS)
let threads: BodyDecoder | undefined
const start = (file: string, count = 2) => threads = createThreadedDecoder({ file, limits: DEFAULT_LIMITS, direct: direct(), logger: silentLogger, count })
afterEach(() => threads?.stop())

/** In memory as requests have it. */
function shared(text: string): Buffer {
  const memory = buffers.take(Buffer.byteLength(text))
  return memory.subarray(0, memory.write(text))
}

const ndjson = (batch: number) => Array.from({ length: LINES }, (_, i) => JSON.stringify({ service: `s${batch}`, message: `line ${i} of ${batch}`, tags: { host: `h${i % 5}` } })).join('\n')

describe('threads that decode', () => {
  beforeAll(() => {
    if (!existsSync(FILE)) throw new Error('There is no build: run "npx nuxt build" first')
  })

  it('make of bodies that come together what the server makes of each', async () => {
    const decoder = start(FILE)
    const bodies = Array.from({ length: 12 }, (_, batch) => ndjson(batch))
    const made = await Promise.all(bodies.map(body => decoder.encode(scope, simpleProtocol, shared(body), {}, now)))
    for (const [i, { rows, rejects, spec }] of made.entries()) {
      const expected = await direct().encode(scope, simpleProtocol, Buffer.from(bodies[i]!), {}, now)
      expect({ rows: rows.rows, rejects, table: spec.table }).toEqual({ rows: LINES, rejects: [], table: 'source_s' })
      // Texts of patterns are told once by each thread.
      expect(Math.abs(rows.bytes.length - expected.rows.bytes.length)).toBeLessThan(200)
    }
    for (const { release } of made) release()
  })

  it('refuse in the words of the decoder, and go on', async () => {
    const decoder = start(FILE, 1)
    const body = shared(`${'x'.repeat(20_000)}\n`.repeat(3))
    const raw = await decoder.encode(scope, rawProtocol, body, rawParamsSchema.parse({}), now)
    expect(raw.rows.rows).toBe(3)
    const many = createThreadedDecoder({ file: FILE, limits: { ...DEFAULT_LIMITS, maxRecords: 10 }, direct: direct(), logger: silentLogger, count: 1 })
    await expect(many.encode(scope, simpleProtocol, shared(ndjson(0)), {}, now)).rejects.toMatchObject({ code: 'too_large' })
    await many.stop()
  })

  it('that end refuse what waits with a time to come back, and others take their place', async () => {
    const file = join(await tempDir(), 'ends.mjs')
    writeFileSync(file, 'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => process.exit(1))')
    const decoder = start(file, 1)
    const ask = () => decoder.encode(scope, simpleProtocol, shared(ndjson(0)), {}, now)
    for (const answers of [[ask(), ask()], [ask()]]) {
      for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 })
    }
  })

  it('are not asked for what is small, and for users’ tables', async () => {
    const decoder = start('/nowhere.mjs', 1)
    expect((await decoder.encode(scope, simpleProtocol, Buffer.from('{"message":"m"}'), {}, now)).rows.rows).toBe(1)
  })
})
