import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { IngestScope } from '~~/server/domain/ingest'
import { createAdmission } from '~~/server/domain/ingest/admission/admission'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import type { EncodedRows } from '~~/server/domain/ingest/encode/row-writer'
import { createIngest } from '~~/server/domain/ingest/ingest'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import type { Spool } from '~~/server/domain/ingest/spool/spool'
import { BufferPool } from '~~/server/domain/kernel'

const scope = { projectId: 'p', sourceId: 's', keyId: 'k', table: 't', retentionDays: 30 } as unknown as IngestScope

/** The way of a body up to a spool that only counts what it is given. */
function setUp(maxRecords = DEFAULT_LIMITS.maxRecords) {
  const stored: number[] = []
  const given: Buffer[] = []
  const append = (_spec: unknown, rows: EncodedRows) => {
    stored.push(rows.starts.length)
    return Promise.resolve()
  }
  const buffers = new BufferPool(1024 * 1024)
  const give = buffers.give.bind(buffers)
  buffers.give = (buffer) => {
    given.push(buffer)
    give(buffer)
  }
  const clock = { now: () => 1_790_000_000_123 }
  const rates = { keyRequests: undefined, keyLines: undefined, keyBytes: undefined, addressRequests: undefined }
  const registry = new Registry()
  const ingest = createIngest({
    spool: { append } as unknown as Spool, clock, buffers, metrics: createIngestMetrics(registry),
    admission: createAdmission(rates, clock), limits: { ...DEFAULT_LIMITS, maxRecords },
  })
  return { stored, given, registry, send: (body: string) => ingest.accept(scope, simpleProtocol, Buffer.from(body), {}), ingest }
}

const one = '{"message":"m"}'

describe('the answer to a request', () => {
  it('names the first 20 rejected items in their order', async () => {
    const { send } = setUp()
    expect(await send(one)).toEqual({ accepted: 1, rejected: 0 })
    expect(await send(`${one}\nx\n{}`)).toEqual({
      accepted: 1, rejected: 2, errors: [{ index: 1, reason: expect.stringContaining('Expected a JSON object') as string }, { index: 2, reason: 'The object is empty' }],
    })
    const { rejected, errors } = await send(`${one}\n${'x\n'.repeat(30)}`)
    expect(rejected).toBe(30)
    expect(errors?.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  it('names them as issues when nothing could be read', async () => {
    await expect(setUp().send('\nx\n\n{}')).rejects.toMatchObject({
      code: 'bad_request', message: expect.stringContaining('Expected a JSON object') as string,
      issues: [{ path: '0', message: expect.stringContaining('Expected a JSON object') as string }, { path: '1', message: 'The object is empty' }],
    })
  })
})

describe('a request with too many records', () => {
  it('is refused as a whole: nothing is stored, the memory is given back, the refusal is counted', async () => {
    const { send, stored, given, registry } = setUp(3)
    await expect(send(`${one}\n`.repeat(4))).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('3 records') as string })
    await expect(send(`[${`${one},`.repeat(3)}1]`)).rejects.toMatchObject({ code: 'too_large' })
    expect(stored).toEqual([])
    expect(given).toHaveLength(2)
    expect(await registry.metrics()).toMatch(/protocol="simple",code="too_large"\} 2/)
    expect(await send(`${one}\n`.repeat(3))).toEqual({ accepted: 3, rejected: 0 })
    expect(stored).toEqual([3])
  })

  it('is bounded by default', async () => {
    const body = Buffer.alloc(2_000_000, 'x\n')
    await expect(setUp().ingest.accept(scope, rawProtocol, body, { format: 'plain' })).rejects.toMatchObject({ code: 'too_large' })
  })
})
