import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '~~/server/domain/kernel'
import { BodyMemory } from '~~/server/utils/ingest-body'
import { dial, scope, startTestSyslog, until, type TestOptions, type TestSyslog } from './support'

let test: TestSyslog
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  test?.store.open()
  await test?.syslog.stop()
})

async function open(options?: TestOptions) {
  test = await startTestSyslog(options)
  return test
}
async function connection(): Promise<Socket> {
  const socket = await dial(test.port)
  sockets.push(socket)
  return socket
}
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`)
const framed = (messages: readonly string[]) => messages.map(message => `<13>${message}\n`).join('')

describe('syslog on TCP', () => {
  it('stores what comes, in order, with the listener in place of a key', async () => {
    const { store } = await open()
    const socket = await connection()
    socket.write(framed(lines(0, 3000)))
    socket.write('10 <13>line x\nplain\r\n')
    await until(() => store.lines.length === 3002)
    expect(store.lines).toEqual([...lines(0, 3000), 'line x', 'plain'])
    expect(store.stored.every(({ decoded }) => decoded.records.length <= 1000)).toBe(true)
    expect(store.stored[0]).toMatchObject({ protocol: 'syslog', scope: { projectId: 'p', sourceId: 's', keyId: `syslog:tcp:${test.port}` } })
    expect(store.stored[0]?.decoded.records[0]?.logAttributes).toMatchObject({ 'network.peer.address': '127.0.0.1' })
    expect(await test.metric('cordwood_syslog_connections')).toBe(1)
  })

  it('takes a last line without an end from a sender that ends in good order, and none that broke off', async () => {
    const { store } = await open()
    const whole = await connection()
    whole.end('<13>one\n<13>whole')
    await until(() => store.lines.length === 2)
    const broken = await connection()
    broken.write('<13>two\n<13>brok')
    await until(() => store.lines.length === 3)
    broken.resetAndDestroy()
    await until(() => store.rejects.length === 1)
    const half = await connection()
    half.end('20 <13>half')
    await until(() => store.rejects.length === 2)
    expect(store.lines).toEqual(['one', 'whole', 'two'])
    expect(store.rejects.map(({ raw }) => Buffer.from(raw).toString())).toEqual(['<13>brok', '<13>half'])
    await until(async () => await test.metric('cordwood_syslog_connections') === 0)
  })

  it('reads no more than it can store, loses nothing meanwhile, and goes on', async () => {
    const { store } = await open()
    store.shut()
    const socket = await connection()
    const all = lines(0, 200_000).map(line => `${line} ${'x'.repeat(100)}`)
    let sent = false
    socket.write(framed(all), () => sent = true)
    await until(() => store.calls > 3)
    // What a full connection holds is far less than what was sent
    expect([sent, socket.bytesWritten > 0, store.lines.length]).toEqual([false, true, 0])
    store.open()
    await until(() => store.lines.length === all.length)
    expect(store.lines).toEqual(all)
    expect(test.logged.filter(line => line.includes('has to wait'))).toHaveLength(1)
  })

  it('stores nothing twice when the dead letters are refused after the lines were taken', async () => {
    const { store } = await open({ maxLineBytes: 1024 })
    const original = store.store.bind(store)
    store.store = async (scope, protocol, decoded, bytes) => {
      if (decoded.rejects.length > 0 && store.calls < 4) store.shut()
      return original(scope, protocol, decoded, bytes).finally(() => store.open())
    }
    const socket = await connection()
    socket.write(`<13>good\n${'x'.repeat(2000)}\n<13>also good\n`)
    await until(() => store.rejects.length === 1)
    expect([store.lines, store.calls]).toEqual([['good', 'also good'], 5])
  })

  it('stores in smaller batches what takes too much as rows; one that does by itself is a dead letter', async () => {
    const { store } = await open()
    store.mostBytes = 100
    const socket = await connection()
    socket.write(`${framed(lines(0, 100))}<13>${'x'.repeat(200)}\n${framed(lines(100, 101))}`)
    await until(() => store.lines.length === 101 && store.rejects.length === 1)
    expect(store.lines).toEqual(lines(0, 101))
    expect(store.rejects).toMatchObject([{ raw: Buffer.from(`<13>${'x'.repeat(200)}`), reason: 'The rows take too much memory.' }])
  })

  it('puts lines that their source can’t take into the dead letters', async () => {
    const { store } = await open({ target: { ...scope, schema: 'http' } })
    const socket = await connection()
    socket.write('<13>GET /\n<13>other\n')
    await until(() => store.lines.length === 1 && store.rejects.length === 1)
    expect(store.stored.map(({ decoded }) => [decoded.records.length, decoded.rejects.length])).toEqual([[1, 0], [0, 1]])
  })

  it('waits as long as the rate limit of its listener says', async () => {
    let now = Date.now()
    const { store } = await open({ rates: { keyLines: 10 }, clock: { now: () => now } })
    const socket = await connection()
    socket.write(framed(lines(0, 150)))
    await until(() => store.lines.length === 150)
    socket.write(framed(lines(150, 151)))
    await until(() => test.logged.some(line => line.includes('has to wait') && line.includes('rate_limited')))
    expect(store.lines).toHaveLength(150)
    now += 6000
    await until(() => store.lines.length === 151)
  })

  it('keeps a message that is too long as a dead letter, whatever it goes on to be', async () => {
    const { store, bodyMemory } = await open({ maxLineBytes: 200_000, bodyMemory: new BodyMemory(1_000_000, 0) })
    const socket = await connection()
    socket.write(`${'x'.repeat(150_000)}\n${'y'.repeat(1_000_000)}`)
    await until(() => store.lines.length === 1)
    socket.write('\n<13>next\n')
    // Lines are stored before dead letters.
    await until(() => store.lines.length === 2 && store.rejects.length === 1)
    expect(store.lines.map(line => line.length)).toEqual([150_000, 4])
    expect(store.rejects).toMatchObject([{ raw: { length: 65_536 }, reason: expect.stringContaining('longer') as string }])
    await until(() => bodyMemory.used === 0)
  })

  it('lets a long message wait for memory, and the short ones of others pass', async () => {
    const { store, bodyMemory } = await open({ maxLineBytes: 400_000, bodyMemory: new BodyMemory(1_000_000, 0) })
    const first = await connection()
    first.write('a'.repeat(300_000))
    await until(() => bodyMemory.used === 400_000)
    const second = await connection()
    second.write(`${'b'.repeat(300_000)}`)
    second.end('b\n')
    const third = await connection()
    third.write('<13>short\n')
    await until(() => store.lines.includes('short'))
    expect([store.lines, bodyMemory.used]).toEqual([['short'], 400_000])
    first.write('\n')
    await until(() => store.lines.length === 3)
    expect(store.lines.map(line => line.length)).toEqual([5, 300_000, 300_001])
  })

  it('tells a sender of TLS from one of syslog', async () => {
    const { store } = await open()
    const socket = await connection()
    socket.write(Buffer.from('160301020001000001fc0303', 'hex'))
    await once(socket, 'close')
    expect(store.rejects).toMatchObject([{ reason: expect.stringContaining('TLS') as string }])
    expect(store.lines).toEqual([])
  })

  it('bounds the connections of one address', async () => {
    await open()
    const all = await Promise.all(Array.from({ length: 260 }, () => connection()))
    let closed = 0
    for (const socket of all) socket.on('close', () => closed++).resume()
    await until(async () => closed === 10 && await test.metric('cordwood_syslog_refused_connections_total') === 10)
    all.find(socket => !socket.destroyed)?.write('<13>still\n')
    await until(() => test.store.lines.length === 1)
  })
})

describe('a connection that is silent', () => {
  it('gives its place up only to another, and after a long while', async () => {
    await open()
    const all = await Promise.all(Array.from({ length: 250 }, () => connection()))
    await until(async () => await test.metric('cordwood_syslog_connections') === 250)
    all[7]!.write('<13>awake\n')
    await until(() => test.store.lines.length === 1)
    const now = performance.now.bind(performance)
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 11 * 60_000)
    all.slice(0, 249).forEach(socket => socket.write('<13>x\n'))
    await until(() => test.store.lines.length === 250)
    const sentAway = once(all[249]!.resume(), 'end')
    const newcomer = await connection()
    await sentAway
    newcomer.write('<13>new\n')
    await until(() => test.store.lines.includes('new'))
    later.mockRestore()
    expect(all.filter(socket => socket.readableEnded)).toEqual([all[249]])
  })

  it('reads at a stop what came while the process was held up', async () => {
    const { store, syslog } = await open()
    const socket = connect({ port: test.port, host: '127.0.0.1', allowHalfOpen: true })
    sockets.push(socket)
    await once(socket, 'connect')
    socket.write(framed(['one']))
    await until(() => store.lines.length === 1)
    const stopped = syslog.stop()
    await once(socket.resume(), 'end')
    // A sender that does not know yet, and a machine that has no time for us: longer than silence counts as the end.
    socket.write(framed(['two']))
    for (const end = performance.now() + 700; performance.now() < end;);
    await stopped
    expect(store.lines).toEqual(['one', 'two'])
  })

  it('gets a message stored that it does not end, or is closed where nothing could be told apart any more', async () => {
    const { store } = await open({ stallMs: 50 })
    const [line, counted] = [await connection(), await connection()]
    line.write('<13>without an end')
    counted.write('100 <13>cut')
    await once(counted.resume(), 'close')
    await until(() => store.lines.length + store.rejects.length === 2)
    expect([store.lines, store.rejects.map(({ raw }) => Buffer.from(raw).toString())]).toEqual([['without an end'], ['<13>cut']])
    line.write('<13>and more\n')
    await until(() => store.lines.length === 2)
    expect(store.lines[1]).toBe('and more')
  })
})

describe('when told to stop', () => {
  it('stores what senders had sent, and closes their connections', async () => {
    const { store, syslog } = await open()
    store.shut()
    const [idle, busy, half] = [await connection(), await connection(), await connection()]
    busy.write(framed(lines(0, 500)))
    half.write('<13>whole\n<13>half')
    await until(() => store.calls > 2)
    const ended = Promise.all([idle, busy, half].map(socket => once(socket.resume(), 'close')))
    const stopped = syslog.stop()
    busy.end(framed(lines(500, 1000)))
    store.open()
    await Promise.all([stopped, ended])
    expect(store.lines.filter(line => line !== 'whole')).toEqual(lines(0, 1000))
    expect(store.lines).toContain('whole')
    expect(store.rejects.map(({ raw }) => Buffer.from(raw).toString())).toEqual(['<13>half'])
    await expect(once(connect(test.port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('says how many messages are lost, if they can’t be stored', async () => {
    const { store, syslog } = await open()
    store.shut(new AppError('unavailable', 'The disk is full.', { retryAfter: 60 }))
    const socket = await connection()
    socket.write(framed(lines(0, 50)))
    await until(() => store.calls > 0)
    await syslog.stop()
    expect(await test.metric('cordwood_syslog_dropped_messages_total')).toBe(50)
    expect(test.logged.some(line => line.includes('lost') && line.includes('50'))).toBe(true)
  })
})

describe('a listener', () => {
  it('opens when its source is there', async () => {
    const { syslog, state, store, logged } = await open({ target: undefined })
    await until(() => syslog.problem()?.includes('Sign up') === true)
    expect(await test.metric('cordwood_syslog_listening')).toBe(0)
    state.target = scope
    const socket = await connection()
    socket.write('<13>first\n')
    await until(() => store.lines.length === 1)
    expect([syslog.problem(), await test.metric('cordwood_syslog_listening')]).toEqual([undefined, 1])
    expect(logged.map(line => line.split(' {')[0])).toEqual(['syslog does not listen yet', 'syslog listens'])
  })

  it.each(['tcp', 'udp'] as const)('opens when its address is free: %s', async (transport) => {
    const blocker = transport === 'tcp' ? createServer().listen(0, '127.0.0.1') : createSocket('udp4').bind(0, '127.0.0.1')
    await once(blocker, 'listening')
    const { port } = blocker.address() as AddressInfo
    const { syslog } = await open({ transport, port })
    await until(() => syslog.problem()?.includes('Another program') === true)
    blocker.close()
    await until(() => syslog.problem() === undefined)
  })

  it('waits with its lines when its source goes', async () => {
    const { state, store } = await open()
    const socket = await connection()
    state.target = undefined
    socket.write('<13>later\n')
    await until(() => test.logged.some(line => line.includes('has to wait')))
    state.target = { ...scope, sourceId: 's2', table: 't2' }
    await until(() => store.lines.length === 1)
    expect(store.stored[0]?.scope.table).toBe('t2')
  })
})
