import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LogRecord } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import { createOwnLogs, type OwnLogs } from '~~/server/domain/ingest/own/own-logs'
import { AppError, createLogger, createMetricsRegistry } from '~~/server/domain/kernel'

const scope: Scope = { projectId: 'p', sourceId: 's', table: 'source_abc', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }
const line = (msg: string, more: object = {}) => `${JSON.stringify({ level: 'info', time: '2026-01-01T00:00:00.000Z', service: 'cordwood', ...more, msg })}\n`

let stored: LogRecord[][]
let wanted: Scope | undefined
let reachable: boolean
let refuse: boolean
let own: OwnLogs
const open = (options: { maxLines?: number, maxLength?: number } = {}) => {
  own = createOwnLogs({ clock: { now: () => Date.now() }, registry: createMetricsRegistry(), paceMs: 100, ...options })
  return own
}
const start = () => own.start({
  scope: () => wanted,
  reachable: () => reachable,
  async store(_scope, _protocol, { records }) {
    if (refuse) throw new AppError('unavailable', 'the spool is full')
    stored.push(records)
    return []
  },
})
const messages = () => stored.flat().map(record => record.body)

beforeEach(() => {
  vi.useFakeTimers()
  stored = []
  wanted = scope
  reachable = true
  refuse = false
})
afterEach(async () => {
  await own.stop()
  vi.useRealTimers()
})

describe('Cordwood’s own log', () => {
  it('is stored in batches, with what was written before it began', async () => {
    open().write(line('starting'))
    start()
    for (let i = 0; i < 3; i++) own.write(line(`line ${i}`, { i }))
    await vi.advanceTimersByTimeAsync(150)
    expect(messages()).toEqual(['starting', 'line 0', 'line 1', 'line 2'])
    expect(stored.length).toBeLessThanOrEqual(2)
    expect(stored.flat()[1]).toMatchObject({ serviceName: 'cordwood', severityText: 'info', severityNumber: 9, seconds: 1_767_225_600, logAttributes: { i: 0 } })
  })

  it('costs nothing where no source keeps it, and begins when one does', async () => {
    wanted = undefined
    open().write(line('starting'))
    start()
    await vi.advanceTimersByTimeAsync(1000)
    own.write(line('nobody keeps this'))
    wanted = scope
    await vi.advanceTimersByTimeAsync(150)
    own.write(line('kept'))
    await vi.advanceTimersByTimeAsync(150)
    expect(messages()).toEqual(['kept'])
  })

  it('leaves out what tells of its own table', async () => {
    open().write(line('an insert failed', { table: 'source_abc' }))
    start()
    own.write(line('an insert failed and will be tried again', { table: scope.table }))
    own.write(line('a segment was put into quarantine', { path: `/data/quarantine/${scope.table}/7.seg` }))
    own.write(line('an insert failed and will be tried again', { table: 'source_other' }))
    await vi.advanceTimersByTimeAsync(300)
    expect(messages()).toEqual(['an insert failed and will be tried again'])
  })

  it('waits while ClickHouse is away, within bounds, and says what was dropped', async () => {
    reachable = false
    open({ maxLines: 100 })
    start()
    for (let i = 0; i < 1000; i++) own.write(line(`line ${i}`))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(stored).toEqual([])
    reachable = true
    await vi.advanceTimersByTimeAsync(150)
    expect(stored[0]!.length).toBeLessThanOrEqual(101)
    expect(messages()).toContain('line 999')
    const note = stored[0]!.at(-1)!
    expect(note).toMatchObject({ severityText: 'warn', severityNumber: 13 })
    expect(note.logAttributes.dropped).toBe(1000 - (stored[0]!.length - 1))
  })

  it('is bounded in bytes, too', () => {
    open({ maxLength: 10_000 })
    for (let i = 0; i < 100; i++) own.write(line('x'.repeat(1000)))
    start()
    expect(stored[0]!.length).toBeLessThan(12)
  })

  it('keeps what could not be stored, tries again ever more slowly, and logs nothing of it', async () => {
    const store = vi.fn(async () => {
      throw new Error('full')
    })
    open()
    own.start({ scope: () => wanted, reachable: () => reachable, store })
    own.write(line('kept'))
    await vi.advanceTimersByTimeAsync(600_000)
    // Twice as long each time, up to half a minute.
    expect(store.mock.calls.length).toBeGreaterThan(5)
    expect(store.mock.calls.length).toBeLessThan(40)
    await own.stop()
    start()
    await vi.advanceTimersByTimeAsync(150)
    expect(messages()).toEqual(['kept'])
  })

  it('hands over what waits when it ends, and survives what is no line', async () => {
    open()
    start()
    for (const strange of ['', 'no JSON', '[1]', 'null', '{"msg":7}']) own.write(strange)
    own.write(line('the last'))
    await own.stop()
    expect(messages()).toEqual(['', 'the last'])
    own.write(line('nobody hears this'))
  })
})

describe('createLogger', () => {
  it('copies what it writes, secrets hidden', () => {
    const copies: string[] = []
    // The two lines show among the test runner's own output.
    const logger = createLogger('error', text => copies.push(text))
    logger.info({ password: 'x' }, 'not this')
    logger.error({ password: 'secret', n: 1 }, 'this')
    logger.child({ part: 'a' }).error({}, 'and this')
    expect(copies.map(copy => JSON.parse(copy) as object)).toEqual([
      expect.objectContaining({ level: 'error', service: 'cordwood', msg: 'this', n: 1, password: '[hidden]', time: expect.stringMatching(/^\d{4}-.*Z$/) }),
      expect.objectContaining({ msg: 'and this', part: 'a' }),
    ])
  })
})
