import type { ClickHouseClient } from '@clickhouse/client'
import { expect, it } from 'vitest'
import { createRemoteClock } from '~~/server/domain/ingest/flush/remote-clock'

it('goes by the other machine’s clock, asks it once a minute, and again when told to', async () => {
  let remote = 5_000_000
  let local = 100
  let asked = 0
  const query = async () => {
    asked++
    return { json: async () => [{ now: String(remote) }] }
  }
  const clock = createRemoteClock({ query } as unknown as Pick<ClickHouseClient, 'query'>, () => local)

  expect(await clock.now()).toBe(5_000_000)
  local += 30_000
  expect([await clock.now(), asked]).toEqual([5_030_000, 1])
  local += 31_000
  remote = 9_000_000
  expect([await clock.now(), asked]).toEqual([9_000_000, 2])
  remote = 7_000_000
  clock.forget()
  expect([await clock.now(), asked]).toEqual([7_000_000, 3])
})
