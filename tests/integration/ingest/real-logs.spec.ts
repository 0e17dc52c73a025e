/** Logs that real systems wrote, sent by the address that suits them and read back. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

const DATA = resolve(import.meta.dirname, '../../../../shared/data')
const present = existsSync(DATA)
if (!present) console.warn(`SKIPPED: the real logs are not at ${DATA}`)

const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z', order: 'asc' }
const countBy = (values: string[]) => Object.fromEntries([...new Set(values)].sort().map(value => [value, values.filter(v => v === value).length]))

describe.skipIf(!present)('real logs come back as they were written', () => {
  let server: TestServer
  let account: Account
  beforeAll(async () => {
    server = await startServer()
    account = await signUp(server.url)
  })
  afterAll(() => server?.stop())

  const textOf = (file: string) => readFileSync(resolve(DATA, file), 'utf8')
  const linesOf = (file: string) => textOf(file).split(/\r?\n/).filter(line => line !== '')

  async function sendAndRead(file: string, path: string, service: string): Promise<LogRow[]> {
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers: { 'x-api-key': account.key }, body: textOf(file) })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ rejected: 0 })
    await waitUntil('the spool is empty', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
    return queryAll(server.url, account.key, { ...EVER, service })
  }
  const raw = (file: string, service: string) => sendAndRead(file, `/v1/logs/raw?service=${service}`, service)
  /** What was stored, line by line: the lines of a stack trace are one record. */
  const storedLines = (records: LogRow[]) => records.flatMap(record => record.message.split('\n')).sort()

  it('Apache access log', async () => {
    const records = await raw('apache_access.log', 'apache')
    expect(storedLines(records)).toEqual(linesOf('apache_access.log').sort())
    expect(records).toHaveLength(10_000)
    expect(records[0]?.timestamp).toBe('2015-05-17T10:05:00.000000000Z')
    // 3 times 500; 403, 404 and 416.
    expect(countBy(records.map(record => record.level))).toEqual({ error: 3, info: 9780, warn: 217 })
    const statuses = linesOf('apache_access.log').map(line => Number(/" (\d{3}) /.exec(line)?.[1]))
    expect(countBy(records.map(record => String(record.attributes['http.response.status_code'])))).toEqual(countBy(statuses.map(String)))
    expect(records.every(record => typeof record.attributes['http.response.status_code'] === 'number')).toBe(true)
  })

  it('OpenSSH: syslog without a year', async () => {
    const records = await raw('loghub/OpenSSH_2k.log', 'sshd')
    expect(storedLines(records)).toEqual(linesOf('loghub/OpenSSH_2k.log').sort())
    expect(records).toHaveLength(2000)
    expect(records.every(record => /^\d{4}-12-10T/.test(record.timestamp))).toBe(true)
    expect(records[0]?.timestamp).toMatch(/-12-10T06:55:46\.000000000Z$/)
  })

  it('OpenStack', async () => {
    const records = await raw('loghub/OpenStack_2k.log', 'nova')
    expect(storedLines(records)).toEqual(linesOf('loghub/OpenStack_2k.log').sort())
    expect(records[0]?.timestamp).toBe('2017-05-16T00:00:00.008000000Z')
    const levels = linesOf('loghub/OpenStack_2k.log').map(line => line.split(' ')[4] ?? '')
    expect(countBy(records.map(record => record.severityText))).toEqual(countBy(levels))
  })

  it('Zookeeper', async () => {
    const records = await raw('loghub/Zookeeper_2k.log', 'zookeeper')
    expect(storedLines(records)).toEqual(linesOf('loghub/Zookeeper_2k.log').sort())
    const levels = linesOf('loghub/Zookeeper_2k.log').map(line => /- (\w+)/.exec(line)?.[1] ?? '')
    expect(countBy(records.map(record => record.severityText))).toEqual(countBy(levels))
    expect(records.every(record => record.timestamp.startsWith('2015-0'))).toBe(true)
  })

  it('Hadoop', async () => {
    const records = await raw('loghub/Hadoop_2k.log', 'hadoop')
    expect(storedLines(records)).toEqual(linesOf('loghub/Hadoop_2k.log').sort())
    expect(records[0]).toMatchObject({ timestamp: '2015-10-18T18:01:47.978000000Z', level: 'info' })
    const levels = linesOf('loghub/Hadoop_2k.log').map(line => line.split(' ')[2] ?? '')
    expect(countBy(records.map(record => record.severityText))).toEqual(countBy(levels))
  })

  it('NGINX status: a hundred nested numbers a line', async () => {
    const records = await sendAndRead('nginx_plus_status.ndjson', '/v1/logs/json', 'unknown_service')
    const sent = linesOf('nginx_plus_status.ndjson').map(line => JSON.parse(line) as Record<string, unknown>)
    expect(records).toHaveLength(500)
    const byTime = (a: { timestamp?: unknown }, b: { timestamp?: unknown }) => Number(a.timestamp) - Number(b.timestamp)
    const stored = records.map(record => ({ ...record.attributes, timestamp: Date.parse(record.timestamp) })).sort(byTime)
    expect(stored).toEqual(sent.sort(byTime))
  })
})
