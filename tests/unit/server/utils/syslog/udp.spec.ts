import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel'
import { sendDatagrams, startTestSyslog, until, type TestOptions, type TestSyslog } from './support'

let test: TestSyslog
afterEach(async () => {
  test?.store.open()
  await test?.syslog.stop()
})

async function open(options?: TestOptions) {
  test = await startTestSyslog({ transport: 'udp', ...options })
  await until(() => test.syslog.problem() === undefined)
  return test
}

describe('syslog on UDP', () => {
  it('takes a datagram for a message', async () => {
    const { store, port } = await open()
    await sendDatagrams(port, ['<13>one', '<13>two\nlines\n', '10 <13>not counted', '', '\n', 'plain\0'])
    await until(() => store.lines.length === 4)
    expect(store.lines.sort()).toEqual(['10 <13>not counted', 'one', 'plain', 'two\nlines'])
    expect(store.stored[0]).toMatchObject({ protocol: 'syslog', scope: { keyId: `syslog:udp:${port}` } })
    expect(store.stored[0]?.decoded.records[0]?.logAttributes).toMatchObject({ 'network.peer.address': '127.0.0.1' })
  })

  it('keeps what is too long as a dead letter', async () => {
    const { store, port } = await open({ maxLineBytes: 1024 })
    await sendDatagrams(port, [`<13>${'x'.repeat(2000)}`, '<13>good'])
    await until(() => store.rejects.length === 1 && store.lines.length === 1)
  })

  it('holds what can’t be stored in a queue, drops and counts what does not fit, and stores the rest', async () => {
    const { store, port } = await open()
    store.shut()
    const big = Buffer.from(`<13>${'x'.repeat(60_000)}`)
    let sent = 0
    await until(async () => {
      await sendDatagrams(port, [big, big, big, big])
      sent += 4
      return await test.metric('cordwood_syslog_dropped_messages_total') > 0
    })
    expect(await test.metric('cordwood_syslog_queue_bytes')).toBeLessThanOrEqual(32 * 1024 * 1024)
    expect(test.logged.filter(line => line.includes('dropped'))).toHaveLength(1)
    const dropped = await test.metric('cordwood_syslog_dropped_messages_total')
    store.open()
    await until(async () => await test.metric('cordwood_syslog_queue_bytes') === 0)
    // What the system itself had no room for is not known here
    expect(store.lines.length).toBeGreaterThan(400)
    expect(store.lines.length + dropped).toBeLessThanOrEqual(sent)
  })

  it('stores what came before it stops, or says how much is lost', async () => {
    const { store, port, syslog } = await open()
    await sendDatagrams(port, Array.from({ length: 100 }, (_, i) => `<13>line ${i}`))
    await syslog.stop()
    expect(store.lines).toHaveLength(100)
    const other = await open()
    other.store.shut(new AppError('unavailable', 'The disk is full.', { retryAfter: 60 }))
    await sendDatagrams(other.port, ['<13>lost', '<13>lost'])
    await until(() => other.store.calls > 0)
    await other.syslog.stop()
    expect(await other.metric('cordwood_syslog_dropped_messages_total')).toBe(2)
  })
})
