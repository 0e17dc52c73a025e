import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LogRecord } from '#shared/types/log-record'
import { rawProtocol } from '~~/server/domain/ingest/raw'

const folder = '../shared/data'
const NOW = Date.UTC(2025, 10, 22)
const iso = (record: LogRecord) => new Date(record.seconds * 1000 + record.nanos / 1e6).toISOString()

function read(name: string) {
  const body = readFileSync(`${folder}/${name}`)
  const lines = body.toString().split(/\r?\n/).filter(line => line !== '')
  return { lines, ...rawProtocol.decode(body, { format: 'auto' }, { now: NOW }) }
}

/** How often each number of severity occurs. */
function countLevels(records: readonly LogRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { severityText } of records) counts[severityText] = (counts[severityText] ?? 0) + 1
  return counts
}

describe.skipIf(!existsSync(folder))(`real logs (skipped where ${folder} is missing)`, () => {
  it.each([
    ['loghub/Hadoop_2k.log', /^(\S+) (\S+),(\d+) (\w+)/],
    ['loghub/Zookeeper_2k.log', /^(\S+) (\S+),(\d+) - (\w+)/],
    ['loghub/OpenStack_2k.log', /^\S+ (\S+) (\S+)\.(\d+) \d+ (\w+)/],
  ])('reads every line of %s', (name, shape) => {
    const { lines, records, rejects } = read(name)
    expect(rejects).toEqual([])
    expect(records.map(record => record.body)).toEqual(lines)
    records.forEach((record, i) => {
      const [, day, time, millis, level] = shape.exec(lines[i]!)!
      expect([iso(record), record.severityText]).toEqual([`${day}T${time}.${millis}Z`, level])
      expect(record.severityNumber).toBeGreaterThan(0)
    })
  })

  it('reads every line of the SSH log', () => {
    const { lines, records, rejects } = read('loghub/OpenSSH_2k.log')
    expect(rejects).toEqual([])
    expect(records.map(record => record.body)).toEqual(lines)
    records.forEach((record, i) => {
      expect(iso(record)).toBe(`2024-12-10T${lines[i]!.slice(7, 15)}.000Z`)
      expect([record.serviceName, record.resourceAttributes]).toEqual(['sshd', { 'host.name': 'LabSZ' }])
    })
    // sshd's own lines name no level, but for OpenSSH's `error: ` and `fatal: `
    expect(Object.keys(countLevels(records)).sort()).toEqual(['', 'error', 'fatal'])
  })

  it('reads every line of the access log', () => {
    const { lines, records, rejects } = read('apache_access.log')
    expect(rejects).toEqual([])
    expect(records.map(record => record.body)).toEqual(lines)
    records.forEach((record, i) => {
      const [, day, time] = /\[(\d+)\/May\/2015:(\S+)/.exec(lines[i]!)!
      expect(iso(record)).toBe(`2015-05-${day}T${time}.000Z`)
      const status = Number(/" (\d{3}) /.exec(lines[i]!)![1])
      expect(record.logAttributes['http.response.status_code']).toBe(status)
      expect(record.severityNumber).toBe(status >= 500 ? 17 : status >= 400 ? 13 : 9)
      expect(record.logAttributes['url.path']).toBeTruthy()
    })
  })
})
