import { describe, expect, it } from 'vitest'
import type { Decoded } from '#shared/types/log-record'
import { createTurns, type LetterTable } from '~~/server/domain/dead-letters/change'
import { replay, type Replayer } from '~~/server/domain/dead-letters/replay'
import type { LetterWriteScope, ReplayPort } from '~~/server/domain/dead-letters'
import type { Run, SqlPart } from '~~/server/domain/query'
import { decodeAgain, decodeRecord } from '~~/server/utils/letter-protocols'

const target = { projectId: 'p', sourceId: 's', table: 'source_s', schema: 'app', retentionDays: 30, dailyQuotaBytes: null } as const
const scope: LetterWriteScope = {
  projectId: 'p', retentionDays: 30, sources: [{ id: 's', name: 'app' }], keys: [], userId: 'u', address: '', targets: new Map([['s', target]]),
}
const ALL: SqlPart = { sql: [], params: {} }

/** Rows in memory instead of a table, newest first. */
function setup(rows: { raw: string | Buffer, record?: string, reason?: string, source?: string }[], options: { store?: ReplayPort['store'], sortOut?: ReplayPort['sortOut'], remove?: LetterTable['remove'] } = {}) {
  const table = rows.map(({ raw, record = '', reason = 'old', source = 's' }, i) => ({
    'time': String(10_000 - i), 'segment': '1', 'ordinal': i, 'sourceId': source, 'keyId': 'k', 'protocol': 'simple', reason, 'raw': Buffer.from(raw).toString('base64'),
    'base64Encode(Record)': Buffer.from(record).toString('base64'),
  }))
  const stored: { decoded: Decoded, protocol: string }[] = []
  const removed: string[] = []
  const explained: [string, string][] = []
  const replayer: Replayer = {
    stored: new Set(),
    port: {
      decode: (scope, protocol, raw) => decodeAgain(scope, protocol, raw, { now: 0 }),
      decodeRecord: record => decodeRecord(record, { now: 0 }),
      sortOut: options.sortOut ?? ((_scope, decoded) => decoded),
      store: options.store ?? (async (_scope, protocol, decoded) => void stored.push({ decoded, protocol })),
    },
    table: {
      remove: options.remove ?? (async filter => void removed.push(...filter.params.ids as string[])),
      explain: async (_project, reasons) => void explained.push(...reasons),
    },
    start: () => ({
      all: async ({ params }: { params: Record<string, unknown> }) => {
        const from = params.afterOrdinal === undefined ? 0 : Number(params.afterOrdinal) + 1
        return table.slice(from, from + Number(params.limit))
      },
    }) as unknown as Run,
  }
  return { replayer, stored, removed, explained }
}

describe('replay', () => {
  it('stores what can be read, then deletes its letters and no others', async () => {
    const { replayer, stored, removed, explained } = setup([{ raw: '{"message":"a"}' }, { raw: 'broken' }, { raw: '{"message":"b"}' }])
    const result = await replay(replayer, scope, ALL, {})
    expect(result).toMatchObject({ replayed: 2, lines: 2, stillRejected: 1, cursor: null })
    expect(stored.flatMap(({ decoded }) => decoded.records.map(record => record.body))).toEqual(['a', 'b'])
    expect(removed).toEqual(['1-0', '1-2'])
    expect(explained).toEqual([['1-1', result.reasons[0]!.reason]])
  })

  it('reads what a line said where that is known, and its bytes where they are to be read as another protocol', async () => {
    const letter = { raw: 'GET /a 1', record: '{"message":"said","tags":{"a":1}}' }
    const bodies = async (rows: Parameters<typeof setup>[0], protocol?: string) => {
      const { replayer, stored } = setup(rows)
      await replay(replayer, scope, ALL, protocol === undefined ? {} : { protocol })
      return stored.flatMap(({ decoded }) => decoded.records.map(({ body }) => body))
    }
    expect(await bodies([letter])).toEqual(['said'])
    expect(await bodies([letter], 'raw')).toEqual(['GET /a 1'])
    // Its bytes are not whole, what it says is.
    expect(await bodies([{ ...letter, raw: 'x'.repeat(65_536) }])).toEqual(['said'])
  })

  it('keeps the unreadable rest of a letter as a letter of its own', async () => {
    const { replayer, stored, removed } = setup([{ raw: '{"message":"a"}\nbroken' }])
    expect(await replay(replayer, scope, ALL, {})).toMatchObject({ replayed: 1, lines: 1, stillRejected: 1 })
    expect(stored[0]!.decoded.rejects.map(({ raw }) => Buffer.from(raw).toString())).toEqual(['broken'])
    expect(removed).toEqual(['1-0'])
  })

  it('leaves what its source can’t take, with the reason of this attempt', async () => {
    const unfit: ReplayPort['sortOut'] = (_scope, { records, rejects }) => ({
      records: records.filter(({ body }) => body !== 'b'), rejects: [...rejects, ...records.filter(({ body }) => body === 'b').map(() => ({ reason: 'unfit', raw: Buffer.from('b') }))],
    })
    const { replayer, stored, removed, explained } = setup([{ raw: '{"message":"a"}' }, { raw: '{"message":"b"}' }], { sortOut: unfit })
    expect(await replay(replayer, scope, ALL, {})).toMatchObject({ replayed: 1, lines: 1, stillRejected: 1, reasons: [{ reason: 'unfit', count: 1 }] })
    expect([stored.length, removed, explained]).toEqual([1, ['1-0'], [['1-1', 'unfit']]])
  })

  it('does not try what was cut, what has no source, and what no protocol reads, and leaves their reasons', async () => {
    const cut = setup([{ raw: 'x'.repeat(65_536) }])
    expect((await replay(cut.replayer, scope, ALL, { protocol: 'raw' })).reasons[0]!.reason).toContain('64 KiB')
    const gone = setup([{ raw: 'x', source: 'other' }])
    expect((await replay(gone.replayer, scope, ALL, { protocol: 'raw' })).reasons[0]!.reason).toContain('gone')
    const unknown = setup([{ raw: 'x' }])
    expect((await replay(unknown.replayer, scope, ALL, { protocol: 'smoke' })).reasons[0]!.reason).toContain('smoke')
    for (const { stored, removed, explained } of [cut, gone, unknown]) expect([stored, removed, explained]).toEqual([[], [], []])
  })

  it('deletes nothing when the lines could not be stored', async () => {
    const { replayer, removed } = setup([{ raw: '{"message":"a"}' }], { store: () => Promise.reject(new Error('full')) })
    await expect(replay(replayer, scope, ALL, {})).rejects.toThrow('full')
    expect(removed).toEqual([])
  })

  it('does not store lines twice when their letters could not be deleted', async () => {
    let broken = true
    const removed: string[] = []
    const { replayer, stored } = setup([{ raw: '{"message":"a"}' }], {
      remove: async (filter) => {
        if (broken) throw new Error('no answer')
        removed.push(...filter.params.ids as string[])
      },
    })
    await expect(replay(replayer, scope, ALL, {})).rejects.toThrow('no answer')
    broken = false
    expect(await replay(replayer, scope, ALL, {})).toMatchObject({ replayed: 0 })
    expect(stored).toHaveLength(1)
    expect(removed).toEqual(['1-0'])
  })

  it('takes so many letters a request, and goes on by cursor', async () => {
    const { replayer, removed } = setup(Array.from({ length: 5100 }, () => ({ raw: '{"message":"a"}' })))
    const first = await replay(replayer, scope, ALL, {})
    expect(first).toMatchObject({ replayed: 5000, cursor: expect.any(String) })
    expect(await replay(replayer, scope, ALL, { cursor: first.cursor! })).toMatchObject({ replayed: 100, cursor: null })
    expect(new Set(removed).size).toBe(5100)
  })
})

describe('turns', () => {
  it('lets one change of a project run at a time', async () => {
    const inTurn = createTurns()
    let end = () => {}
    const first = inTurn('p', () => new Promise<void>(done => end = done))
    await expect(inTurn('p', async () => {})).rejects.toMatchObject({ code: 'conflict' })
    await inTurn('q', async () => {})
    end()
    await first
    await inTurn('p', async () => {})
  })
})
