import { queryNumber, type BenchPlatform } from './platform.ts'
import { memoryMb } from './processes.ts'

/** How everything stands at one moment; sizes in megabytes. */
export interface SoakSample {
  /** Since the load began. */
  readonly seconds: number
  readonly lines: number
  readonly serverRss: number
  readonly heap: number
  readonly engineRss: number
  readonly parts: number
  readonly spool: number
  /** 99th percentile of the last seconds, milliseconds. */
  readonly loopDelay: number
}

const MB = 1024 * 1024

export async function takeSample(platform: BenchPlatform, seconds: number, lines: number): Promise<SoakSample> {
  const { server, enginePid, engine, table } = platform
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const value = (name: string) => Number(text.split('\n').find(line => line.startsWith(`${name} `))?.split(' ')[1] ?? Number.NaN)
  return {
    seconds, lines,
    serverRss: memoryMb(server.pid, 'VmRSS'),
    heap: value('cordwood_nodejs_heap_size_used_bytes') / MB,
    engineRss: memoryMb(enginePid, 'VmRSS'),
    parts: await queryNumber(engine, `SELECT count() FROM system.parts WHERE active AND concat(database, '.', table) = '${table}'`),
    spool: value('cordwood_spool_bytes') / MB,
    loopDelay: value('cordwood_nodejs_eventloop_lag_p99_seconds') * 1000,
  }
}

/** What the table holds beside what it should: segments are numbered from 0 without gaps, each number once. */
export async function countStored({ engine, table }: BenchPlatform): Promise<{ rows: number, brokenSegments: number }> {
  const segments = `SELECT count() AS rows, max(Ordinal) + 1 AS numbers, sum(toUInt64(Ordinal)) AS total FROM ${table} GROUP BY Segment`
  return {
    rows: await queryNumber(engine, `SELECT count() FROM ${table}`),
    brokenSegments: await queryNumber(engine, `SELECT countIf(rows != numbers OR total != intDiv(numbers * (numbers - 1), 2)) FROM (${segments})`),
  }
}
