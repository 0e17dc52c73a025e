import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { IngestScope } from '~~/server/domain/ingest'
import { createAdmission } from '~~/server/domain/ingest/admission/admission'
import { createQuota } from '~~/server/domain/ingest/admission/quota'
import { createDirectDecoder } from '../../../../../server/domain/ingest/decoding/decoder'
import { RowMaker } from '../../../../../server/domain/ingest/encode/row-maker'
import { DEFAULT_LIMITS, type DecodeLimits } from '~~/server/domain/ingest/decode/bounds'
import type { EncodedRows } from '~~/server/domain/ingest/encode/row-writer'
import { createIngest } from '~~/server/domain/ingest/ingest'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import type { Spool } from '~~/server/domain/ingest/spool/spool'
import { AppError, BufferPool } from '~~/server/domain/kernel'
import type { Amount } from '~~/server/domain/usage'
import { logRecord } from '../../../../fixtures/records'

const SCOPE: IngestScope = { projectId: 'p', sourceId: 's', keyId: 'k', table: 't', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }

/** The way of a body up to a spool that only counts what it is given. */
function setUp(limits: Partial<DecodeLimits> = {}, scope = SCOPE) {
  const stored: number[] = []
  const given: Buffer[] = []
  const state = { refuses: false, memory: 0, most: 0, taken: { lines: 0, bytes: 0 } }
  const append = (_spec: unknown, rows: EncodedRows) => {
    if (state.refuses) return Promise.reject(new AppError('unavailable', 'full'))
    stored.push(rows.rows)
    state.most = Math.max(state.most, state.memory)
    return Promise.resolve()
  }
  const meter = {
    add: (_source: string, { lines, bytes }: Amount) => void (state.taken = { lines: state.taken.lines + lines, bytes: state.taken.bytes + bytes }),
    today: () => state.taken,
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
  const all = { ...DEFAULT_LIMITS, ...limits }
  const maker = new RowMaker(buffers, all)
  const ingest = createIngest({
    spool: { append } as unknown as Spool, clock, maker, decoder: createDirectDecoder(maker, all), metrics: createIngestMetrics(registry),
    admission: createAdmission(rates, clock), quota: createQuota(meter, clock),
    memory: { open: () => ({ take: bytes => void (state.memory += bytes), close: () => void (state.memory = 0) }) },
  })
  return { stored, given, registry, state, send: (body: string) => ingest.accept(scope, simpleProtocol, Buffer.from(body), {}), ingest }
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
  it('is refused as a whole: nothing is stored, no memory is kept, the refusal is counted', async () => {
    const { send, stored, given, registry } = setUp({ maxRecords: 3 })
    await expect(send(`${one}\n`.repeat(4))).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('3 records') as string })
    await expect(send(`[${`${one},`.repeat(3)}1]`)).rejects.toMatchObject({ code: 'too_large' })
    expect(stored).toEqual([])
    expect(given).toHaveLength(0)
    expect(await registry.metrics()).toMatch(/protocol="simple",code="too_large"\} 2/)
    expect(await send(`${one}\n`.repeat(3))).toEqual({ accepted: 3, rejected: 0 })
    expect(stored).toEqual([3])
    expect(given).toHaveLength(1)
  })

  it('is bounded by default', async () => {
    const body = Buffer.alloc(2_000_000, 'x\n')
    await expect(setUp().ingest.accept(SCOPE, rawProtocol, body, { format: 'plain' })).rejects.toMatchObject({ code: 'too_large' })
  })
})

describe('the daily quota', () => {
  const limited = { ...SCOPE, dailyQuotaBytes: 40 }

  it('takes the request that crosses it, refuses the next, and stores nothing of that', async () => {
    const { send, stored, given, state } = setUp(undefined, limited)
    for (let i = 0; i < 3; i++) await send(one)
    expect(state.taken).toEqual({ lines: 3, bytes: 45 })
    await expect(send(one)).rejects.toMatchObject({ code: 'rate_limited', message: expect.stringContaining('45 of 40 bytes') as string })
    expect(stored).toEqual([1, 1, 1])
    expect(given).toHaveLength(4)
  })

  it('counts requests of the same moment before they are stored', async () => {
    const { send, stored } = setUp(undefined, limited)
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => send(one)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(stored).toHaveLength(3)
  })

  it('does not count what the spool refused', async () => {
    const { send, state } = setUp(undefined, limited)
    state.refuses = true
    await expect(send(one)).rejects.toMatchObject({ code: 'unavailable' })
    expect(state.taken).toEqual({ lines: 0, bytes: 0 })
  })

  it('counts without a quota, too: the page of the source shows it', async () => {
    const { send, state } = setUp()
    await send(`${one}\n{broken`)
    expect(state.taken).toEqual({ lines: 1, bytes: 23 })
  })
})

describe('rows that are larger than the body', () => {
  const resource = { a: 'x'.repeat(10_000) }
  const decoded = (records: number) => ({ records: Array.from({ length: records }, () => logRecord({ resourceAttributes: resource })), rejects: [] })

  it('are on the account of the key until they are on disk', async () => {
    const { ingest, state } = setUp()
    await ingest.store(SCOPE, 'otlp', decoded(100), 20_000)
    expect(state.most).toBeGreaterThan(900_000)
    expect(state.memory).toBe(0)
  })

  it('are refused past the bound, and nothing is stored', async () => {
    const { ingest, stored, registry } = setUp({ maxRowBytes: 1_000_000 })
    await expect(ingest.store(SCOPE, 'otlp', decoded(1000), 20_000)).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('smaller batches') as string })
    expect(stored).toEqual([])
    expect(await registry.metrics()).toMatch(/protocol="otlp",code="too_large"\} 1/)
    await ingest.store(SCOPE, 'otlp', decoded(10), 20_000)
    expect(stored).toEqual([10])
  })
})
