import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AccessReader, type AccessRecord } from '~~/server/domain/ingest/access/record'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { NOW } from './support'

const folder = '../shared/data'

describe.skipIf(!existsSync(folder))(`real access logs (skipped where ${folder} is missing)`, () => {
  const read = (name: string) => {
    const { records } = rawProtocol.decode(readFileSync(`${folder}/${name}`), { format: 'auto' }, { now: NOW, plainLines: true })
    const reader = new AccessReader(NOW, 100)
    return { records, found: records.map(record => reader.read(record)) }
  }

  it('reads every line of Apache’s', () => {
    const { records, found } = read('apache_access.log')
    expect(found).toHaveLength(10_000)
    found.forEach((access, i) => {
      const { line, record } = access as AccessRecord
      const [, client, request, status, bytes] = /^(\S+) .*?\] "(.*?)" (\d+) (\S+)/.exec(records[i]!.body)!
      expect(`${line.method} ${line.path}${line.query === '' ? '' : `?${line.query}`} ${line.protocol}`).toBe(request!.replace(/\?(?= HTTP)/, ''))
      expect([line.client, String(line.status), String(line.responseBodyBytes ?? '-'), record.body]).toEqual([client, status, bytes, records[i]!.body])
    })
  })

  it('reads no line of what is no access log', () => {
    const { found } = read('nginx_plus_status.ndjson')
    expect(found).toHaveLength(500)
    expect(found.every(access => typeof access === 'string')).toBe(true)
  })
})
