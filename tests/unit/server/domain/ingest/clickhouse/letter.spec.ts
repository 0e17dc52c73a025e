import { describe, expect, it } from 'vitest'
import type { Scope } from '#shared/types/scope'
import { decodeAgain } from '~~/server/utils/letter-protocols'

const scope: Scope = { projectId: 'p', sourceId: 's', table: 't', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }
const again = (raw: string) => decodeAgain(scope, 'clickhouse', Buffer.from(raw), { now: 0 })

describe('a dead letter of an insert', () => {
  it('is read again where its values have names', () => {
    expect(again('{"Timestamp":1767323045,"Body":"a","n":1}')).toMatchObject({ records: [{ seconds: 1_767_323_045, body: 'a', logAttributes: { n: 1 } }], rejects: [] })
  })

  it.each(['["a",{"Body":"no row"}]', '"a","b"', 'a\tb', ''])('is left as it is where they have not: %s', (raw) => {
    expect(again(raw)).toMatchObject({ records: [], rejects: [{ reason: expect.stringContaining('without the names') as string }] })
  })
})
