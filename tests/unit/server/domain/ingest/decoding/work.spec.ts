import { describe, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { DEFAULT_LIMITS } from '../../../../../../server/domain/ingest/decode/bounds'
import { encodeBody } from '../../../../../../server/domain/ingest/decoding/decoder'
import type { FromThread, ToThread } from '../../../../../../server/domain/ingest/decoding/messages'
import { createWork, isThreaded } from '../../../../../../server/domain/ingest/decoding/work'
import { RowMaker } from '../../../../../../server/domain/ingest/encode/row-maker'
import { simpleProtocol } from '../../../../../../server/domain/ingest/simple'
import { BufferPool } from '../../../../../../server/domain/kernel'

const scope: Scope = { projectId: 'p', sourceId: 's', table: 'source_s', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }
const now = 1_790_000_000_123
const lines = Buffer.from('{"message":"one 1","service":"api"}\nbroken\n{"message":"two 2","tags":{"a":"b"}}')

function setUp(limits = DEFAULT_LIMITS) {
  const answers: FromThread[] = []
  const work = createWork({ limits }, answer => answers.push(answer))
  let id = 0
  const decode = (body: Buffer, protocol = 'simple') => {
    work({ kind: 'decode', id: ++id, scope, protocol, params: {}, body, now } satisfies ToThread)
    return answers.at(-1)!
  }
  return { work, decode }
}

describe('what a thread does', () => {
  it('makes the rows and rejects that the server itself would make', () => {
    const expected = encodeBody(new RowMaker(new BufferPool(0), DEFAULT_LIMITS), scope, simpleProtocol, lines, {}, { now, limits: DEFAULT_LIMITS })
    const answer = setUp().decode(lines)
    expect(answer).toMatchObject({ kind: 'encoded', id: 1, rows: 2, rejects: expected.rejects, unfit: [] })
    expect(Buffer.from((answer as { bytes: Uint8Array }).bytes)).toEqual(Buffer.from(expected.rows.bytes))
    expect(expected.rejects).toHaveLength(1)
  })

  it('puts rows into memory that can be shared, and uses it again when they are released', () => {
    const { work, decode } = setUp()
    const first = decode(lines) as FromThread & { kind: 'encoded' }
    expect(first.bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
    const second = decode(lines) as FromThread & { kind: 'encoded' }
    expect(second.bytes.buffer).not.toBe(first.bytes.buffer)
    work({ kind: 'release', id: first.id })
    expect((decode(lines) as FromThread & { kind: 'encoded' }).bytes.buffer).toBe(first.bytes.buffer)
  })

  it('sends the text of a pattern once, and again when rows came to nothing', () => {
    const { work, decode } = setUp()
    const rowsOf = (answer: FromThread) => (answer as FromThread & { kind: 'encoded' }).bytes.length
    const first = decode(lines)
    const length = rowsOf(first)
    expect(rowsOf(decode(lines))).toBeLessThan(length)
    work({ kind: 'discard', id: first.id })
    expect(rowsOf(decode(lines))).toBe(length)
  })

  it('says a refusal with its words, and that something failed', () => {
    expect(setUp({ ...DEFAULT_LIMITS, maxRecords: 1 }).decode(lines)).toMatchObject({ kind: 'refused', id: 1, code: 'too_large', message: expect.stringContaining('1') as string })
    expect(setUp().decode(lines, 'none')).toMatchObject({ kind: 'failed', id: 1, error: expect.any(TypeError) as unknown })
  })

  it('knows the protocols that it can be asked for', () => {
    expect(['simple', 'json', 'raw', 'otlp', 'toString'].map(isThreaded)).toEqual([true, true, true, false, false])
  })
})
