/** syslog-ng and rsyslog, as they send over HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../../fixtures/fault-proxy'
import { startServer, type TestServer } from '../../fixtures/server'
import { storedOf } from '../../fixtures/stored'
import { difference, logged, NO_DIFFERENCE, numbered } from '../../fixtures/syslog-lines'
import { findDaemon, startRsyslog, startSyslogNg, type SyslogDaemon } from '../../fixtures/syslog-senders'
import { tempFolder } from '../../fixtures/temp-folder'
import { waitUntil } from '../../fixtures/wait'

const rsyslogd = findDaemon('rsyslogd')
const ng = findDaemon('syslog-ng')

const folder = tempFolder()
let server: TestServer
let account: Account
let proxy: FaultProxy
/** Of `proxy.requests`, those before this test. */
let before = 0
const start = async () => {
  server = await startServer({ dataDir: await folder.make() })
  proxy?.retarget(server.url)
}
beforeAll(async () => {
  await start()
  account = await signUp(server.url)
  proxy = await startFaultProxy(server.url, 'cut')
})
beforeEach(() => void (before = proxy.requests.length))
afterAll(async () => {
  await proxy?.close()
  await server?.stop()
  await folder.remove()
})

const stored = (service: string, count: number) => storedOf(() => server.url, account.key, service, count)
const posts = () => proxy.requests.slice(before).filter(({ method }) => method === 'POST')
const answered = (status: number) => posts().filter(request => request.status === status)

describe.skipIf(rsyslogd === undefined)('rsyslog’s omelasticsearch', () => {
  let sender: SyslogDaemon
  beforeAll(async () => {
    sender = await startRsyslog(rsyslogd!, `action(type="omelasticsearch" server="127.0.0.1" serverport="${new URL(proxy.url).port}" bulkmode="on" searchIndex="syslog" searchType="" uid="any" pwd="${account.key}" template="json"
      queue.type="LinkedList" queue.filename="bulk" queue.dequeueBatchSize="50" queue.saveOnShutdown="on" action.resumeRetryCount="-1" action.resumeInterval="1")`, `
module(load="omelasticsearch")
template(name="json" type="list" option.jsonf="on") {
  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="host.name" name="hostname" format="jsonf")
  property(outname="log.level" name="syslogseverity-text" format="jsonf")
  property(outname="service.name" name="programname" format="jsonf")
  property(outname="message" name="msg" format="jsonf" position.from="2")
}`)
  })
  afterAll(() => sender?.remove())

  it('gets every line in once, and keeps them through a restart of the server', async () => {
    await sender.log(logged('rs-bulk', 0, 300))
    const records = await stored('rs-bulk', 300)
    expect(difference(records, numbered(0, 300))).toEqual(NO_DIFFERENCE)
    expect(records[0]).toMatchObject({ level: 'error', resource: { 'elasticsearch.index': 'syslog' } })
    await server.stop()
    await sender.log(logged('rs-bulk', 300, 500))
    await start()
    expect(difference(await stored('rs-bulk', 500), numbered(0, 500))).toEqual(NO_DIFFERENCE)
  })

  it.each([429, 503])('drops what is refused with %i, as is its rule, and goes on', async (status) => {
    const cause = { type: 'es_rejected_execution_exception', reason: 'The spool is full' }
    proxy.failNext(status, 1, { 'content-type': 'application/json; charset=utf-8', 'retry-after': '1' }, JSON.stringify({ error: { root_cause: [cause], ...cause }, status }))
    const program = `rs-${status}`
    await sender.log(logged(program, 0, 10))
    await waitUntil('it was refused', () => answered(status).length > 0)
    await sender.log(logged(program, 10, 20))
    await waitUntil('what came later is stored', () => posts().length > answered(status).length && posts().at(-1)?.status === 200)
    // How many of the first ten were in the refused batch is chance
    let lost: string[] = []
    await waitUntil('the last line is there', async () => {
      const { missing, doubled, strange } = difference(await stored(program, 10), numbered(0, 20))
      expect([doubled, strange]).toEqual([[], []])
      lost = missing
      return !missing.includes(numbered(19, 20)[0]!)
    })
    expect(lost).toEqual(numbered(0, Math.max(1, lost.length)))
    expect(lost.length).toBeLessThanOrEqual(10)
    expect(answered(status)).toHaveLength(1)
  })
})

const buffer = 'disk-buffer(reliable(yes) mem-buf-size(1048576) disk-buf-size(10485760) dir("FOLDER"))'
/** The default of http(), whatever the body is. */
const FORM = 'application/x-www-form-urlencoded'
/** What it is called, the program's name, the address, the content type, the driver. */
const drivers: [string, string, string, string, () => string][] = [
  ['http() to /ingest', 'ng-ingest', '/ingest', FORM, () => `http(url("${proxy.url}/ingest") headers("X-API-Key: ${account.key}") body('$(format-json timestamp=$ISODATE service=$PROGRAM level=$LEVEL message=$MSG tags.host=$HOST tags.pid=$PID)') batch-lines(50) batch-timeout(100) time-reopen(1) ${buffer})`],
  ['http() to /v1/logs/raw', 'ng-raw', '/v1/logs/raw?format=syslog', FORM, () => `http(url("${proxy.url}/v1/logs/raw?format=syslog") headers("X-API-Key: ${account.key}") body('<$PRI>1 $ISODATE $HOST $PROGRAM $PID - - $MSG') batch-lines(50) batch-timeout(100) time-reopen(1) ${buffer})`],
  ['elasticsearch-http() to /_bulk', 'ng-bulk', '/_bulk', 'application/x-ndjson', () => `elasticsearch-http(url("${proxy.url}/_bulk") index("syslog") type("") user("any") password("${account.key}") template('$(format-json @timestamp=$ISODATE service.name=$PROGRAM log.level=$LEVEL message=$MSG host.name=$HOST)') batch-lines(50) batch-timeout(100) workers(1) time-reopen(1) ${buffer})`],
]

describe.skipIf(ng === undefined).each(drivers)('syslog-ng’s %s', (_name, short, path, type, driver) => {
  let sender: SyslogDaemon
  beforeAll(async () => {
    sender = await startSyslogNg(ng!, driver())
  })
  afterAll(() => sender?.remove())

  it('gets every line in once, and keeps them through a restart of the server', async () => {
    await sender.log(logged(short, 0, 300))
    const records = await stored(short, 300)
    expect(difference(records, numbered(0, 300))).toEqual(NO_DIFFERENCE)
    expect(records[0]).toMatchObject({ service: short, level: 'error' })
    expect(posts()[0]).toMatchObject({ path, headers: { 'content-type': type } })
    await server.stop()
    await sender.log(logged(short, 300, 500))
    await start()
    expect(difference(await stored(short, 500), numbered(0, 500))).toEqual(NO_DIFFERENCE)
  })

  it.each([429, 503])('sends the same again after %i', async (status) => {
    proxy.failNext(status, 2, { 'retry-after': '1' })
    const program = `${short}-${status}`
    await sender.log(logged(program, 0, 100))
    expect(difference(await stored(program, 100), numbered(0, 100))).toEqual(NO_DIFFERENCE)
    expect(answered(status)).toHaveLength(2)
  })
})
