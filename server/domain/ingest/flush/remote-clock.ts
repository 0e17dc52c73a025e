import type { ClickHouseClient } from '@clickhouse/client'

/** Clocks drift by far less than a second in this time. */
const ASK_AGAIN_MS = 60_000

/** The clock of ClickHouse's machine, which need not agree with ours. */
export interface RemoteClock {
  /** Milliseconds since 1970; never ahead of the true answer. @throws what the client throws */
  now(): Promise<number>
  /** Asks anew next time: the clock was set, it seems. */
  forget(): void
}

/** @param local milliseconds of a clock that is never set back */
export function createRemoteClock(client: Pick<ClickHouseClient, 'query'>, local: () => number = () => performance.now()): RemoteClock {
  let known: { remote: number, local: number } | undefined
  return {
    async now() {
      if (!known || local() - known.local > ASK_AGAIN_MS) {
        const result = await client.query({ query: 'SELECT toUnixTimestamp64Milli(now64(3)) AS now', format: 'JSONEachRow' })
        const [row] = await result.json<{ now: string | number }>()
        known = { remote: Number(row?.now), local: local() }
      }
      return known.remote + (local() - known.local)
    },
    forget() { known = undefined },
  }
}
