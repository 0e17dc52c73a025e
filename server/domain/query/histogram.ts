import type { HistogramRequest, HistogramResponse, Level } from '#shared/schemas/query'
import type { Scope } from '#shared/types/scope'
import { filterPart, timePart } from './conditions'
import type { Run } from './executor'
import { unlessMissing } from './anchor'
import { BAND_SQL, levelOfBand } from './level'
import { readQuestion, type Question } from './question'
import { paramsOf, where, type Statement } from './sql'
import { alignDown, stepFor, type Step } from './steps'

interface Bar { bucket: string, band: number, lines: string }

/**
 * Lines by bar and level; `origin` is the start of bar 0. As UInt64 the difference is right even where it is more than
 * an Int64 holds (a range from 1900 to 2262).
 */
export function histogramStatement(question: Question, origin: bigint, step: bigint): Statement {
  const parts = [timePart(question), filterPart(question)]
  return {
    sql: `SELECT intDiv(toUInt64(toUnixTimestamp64Nano(Timestamp) - {origin:Int64}), {step:UInt64}) AS bucket,
  ${BAND_SQL} AS band,
  count() AS lines
FROM {table:Identifier}
${where(...parts)}
GROUP BY bucket, band`,
    params: { ...paramsOf(question.table, ...parts), origin: String(origin), step: String(step) },
  }
}

/** Counts by level in bars of a readable step, aligned to it in UTC; bars without lines are there, with no counts. */
export async function readHistogram(
  run: Run, scope: Scope, request: HistogramRequest, elapsed: () => number,
): Promise<HistogramResponse> {
  const question = readQuestion(scope, request)
  const step = stepFor(question, request.buckets)
  const start = alignDown(question.start, step)
  const buckets = emptyBuckets(start, question.end, step)
  let total = 0
  for (const bar of await unlessMissing(() => run.all<Bar>(histogramStatement(question, start, step.nanos)), [])) {
    const counts = buckets[Number(bar.bucket)]?.counts
    if (counts === undefined) continue
    const level = levelOfBand(Number(bar.band))
    counts[level] = (counts[level] ?? 0) + Number(bar.lines)
    total += Number(bar.lines)
  }
  return {
    start: isoOf(start), stepMs: Number(step.nanos / 1_000_000n), total, buckets,
    scannedRows: run.scan.rows, elapsedMs: elapsed(),
  }
}

function emptyBuckets(start: bigint, end: bigint, step: Step): { time: string, counts: Partial<Record<Level, number>> }[] {
  const count = Number((end - start + step.nanos - 1n) / step.nanos)
  return Array.from({ length: count }, (_, i) => ({ time: isoOf(start + BigInt(i) * step.nanos), counts: {} }))
}

/** Steps are whole milliseconds, so is their start. */
const isoOf = (nanos: bigint) => new Date(Number(nanos / 1_000_000n)).toISOString()
