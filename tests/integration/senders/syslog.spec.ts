import { execFileSync, spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { freePort } from '../../fixtures/free-port'
import { startServer, type TestServer } from '../../fixtures/server'
import { storedOf } from '../../fixtures/stored'
import { difference, logged, NO_DIFFERENCE, numbered } from '../../fixtures/syslog-lines'
import { findDaemon, startRsyslog, startSyslogNg, type SyslogDaemon } from '../../fixtures/syslog-senders'
import { tempFolder } from '../../fixtures/temp-folder'
import { metric, waitUntil } from '../../fixtures/wait'

const rsyslogd = findDaemon('rsyslogd')
const ng = findDaemon('syslog-ng')

const folder = tempFolder()
const port = await freePort()
let server: TestServer
let account: Account
const start = async () => {
  server = await startServer({ dataDir: await folder.make(), env: { CORDWOOD_SYSLOG: String(port) } })
}
beforeAll(async () => {
  await start()
  account = await signUp(server.url)
  await waitUntil('syslog is taken', async () => await metric(server.url, 'cordwood_syslog_listening') === 2)
})
afterAll(async () => {
  await server?.stop()
  await folder.remove()
})

/** Queues of senders may take their time on a busy machine. */
const PATIENCE_MS = 240_000
const stored = (service: string, count: number) => storedOf(() => server.url, account.key, service, count, PATIENCE_MS)

interface Sender {
  binary: string | undefined
  /** Part of the name of a program, of which RFC 3164 leaves 32 characters. */
  short: string
  launch: (binary: string) => Promise<SyslogDaemon>
  /**
   * Lines that it may send twice after an outage, whoever listens. rsyslog 8.2302 does so with the first line of its
   * queue, to a bare socket too: https://github.com/rsyslog/rsyslog/pull/2767 tells that and why.
   */
  doubles: number
}

/** As its documentation has it for a target that goes away: a queue on disk, tried again for ever. */
const queue = `queue.type="LinkedList" queue.filename="forward" queue.saveOnShutdown="on" action.resumeRetryCount="-1" action.resumeInterval="1"`
const buffer = 'disk-buffer(reliable(yes) mem-buf-size(1048576) disk-buf-size(10485760) dir("FOLDER"))'

const rsyslog = (short: string, options: string): Sender => ({
  binary: rsyslogd, short, doubles: 1, launch: binary => startRsyslog(binary, `action(type="omfwd" target="127.0.0.1" port="${port}" protocol="tcp" ${options} ${queue})`),
})
const syslogNg = (short: string, driver: string): Sender => ({
  binary: ng, short, doubles: 0, launch: binary => startSyslogNg(binary, `${driver}("127.0.0.1" port(${port}) transport("tcp") time-reopen(1) ${buffer})`),
})
const senders: [string, Sender][] = [
  ['rsyslog, RFC 3164 in lines', rsyslog('rs-lines', 'template="RSYSLOG_TraditionalForwardFormat"')],
  ['rsyslog, RFC 5424 counted', rsyslog('rs-counted', 'TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"')],
  ['syslog-ng, RFC 3164 in lines', syslogNg('ng-lines', 'network')],
  ['syslog-ng, RFC 5424 counted', syslogNg('ng-counted', 'syslog')],
]

describe.each(senders)('%s', (_name, { binary, short, launch, doubles }) => {
  let sender: SyslogDaemon
  beforeAll(async () => {
    if (binary !== undefined) sender = await launch(binary)
  })
  afterAll(() => sender?.remove())

  it.skipIf(binary === undefined)('gets every line in once, and keeps them through a restart of the server', async () => {
    await sender.log(logged(short, 0, 500))
    const records = await stored(short, 500)
    expect(difference(records, numbered(0, 500))).toEqual(NO_DIFFERENCE)
    expect(records[0]).toMatchObject({ level: 'error', resource: { 'host.name': 'web1' }, attributes: { 'syslog.facility': 'user', 'syslog.procid': '7', 'network.peer.address': '127.0.0.1' } })
    await server.stop()
    await sender.log(logged(short, 500, 700))
    await start()
    const { missing, doubled, strange } = difference(await stored(short, 700), numbered(0, 700))
    expect([missing, strange]).toEqual([[], []])
    expect(doubled.length).toBeLessThanOrEqual(doubles)
  }, PATIENCE_MS * 2)

  it.skipIf(binary === undefined)('loses nothing when the server is restarted while lines come', async () => {
    const program = `${short}-running`
    let sent = 0
    let going = true
    const sending = (async () => {
      for (; going; sent += 20) {
        await sender.log(logged(program, sent, sent + 20))
        await sleep(10)
      }
    })()
    await stored(program, 100)
    const { output } = server
    await server.stop()
    expect(output()).not.toContain('messages are lost')
    const before = sent
    await start()
    await waitUntil('more lines were sent', () => sent > before + 200)
    going = false
    await sending
    const { missing, doubled, strange } = difference(await stored(program, sent), numbered(0, sent))
    expect([missing, strange]).toEqual([[], []])
    expect(doubled.length).toBeLessThanOrEqual(doubles)
  }, PATIENCE_MS * 2)
})

const isLogger = spawnSync('logger', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false
if (!isLogger) console.warn('SKIPPED: logger of util-linux is not here')

describe.skipIf(!isLogger)('logger', () => {
  it.each<[string, string[]]>([
    ['tcp-5424', ['-T', '--rfc5424']], ['tcp-3164', ['-T', '--rfc3164']], ['tcp-counted', ['-T', '--octet-count']], ['udp-5424', ['-d', '--rfc5424']], ['udp-3164', ['-d', '--rfc3164']],
  ])('gets its line in once: %s', async (tag, options) => {
    const sent = Math.floor(Date.now() / 1000)
    execFileSync('logger', ['-n', '127.0.0.1', '-P', String(port), ...options, '-t', tag, '-p', 'local0.warning', '--id=42', `hello from ${tag}`])
    const records = await stored(tag, 1)
    expect(records).toMatchObject([{ message: `hello from ${tag}`, level: 'warn', severityText: 'warning', attributes: { 'syslog.facility': 'local0', 'syslog.procid': '42' } }])
    // RFC 3164 names neither year nor zone: both are found
    expect(Math.abs(Date.parse(records[0]!.timestamp) / 1000 - sent)).toBeLessThan(120)
  })
})
