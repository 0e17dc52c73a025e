import type { lokiPatternsSchema } from '#shared/schemas/loki'
import { formatNanos, momentNanos } from '#shared/utils/moment'
import type { z } from 'zod'
import { AppError } from '../domain/kernel'
import { defaultStep } from './loki-queries'
import { lokiQuery, lokiRange, type LokiContext } from './loki-read'

/** As many as Loki's pattern ingester keeps of a stream. */
const MOST_PATTERNS = 300
const MOST_POINTS = 11_000n
const SECOND = 1_000_000_000n

/** `GET` and `POST /loki/api/v1/patterns`: https://grafana.com/docs/loki/latest/reference/loki-http-api/#patterns-detection */
export async function answerPatterns({ platform, scope, signal, parameters }: LokiContext<z.output<typeof lokiPatternsSchema>>): Promise<object> {
  const { start, end } = lokiRange(parameters)
  const step = parameters.step ?? defaultStep({ start, end })
  if (step === 0n || (end - start) / step > MOST_POINTS) throw new AppError('bad_request', `The step must be longer than nothing, and give no more than ${MOST_POINTS} points. Use a larger step, or a shorter range.`)
  const answer = await platform.query.patterns(scope, { query: lokiQuery(parameters.query), start: formatNanos(start), end: formatNanos(end), limit: MOST_PATTERNS, buckets: 1, step }, signal)
  const origin = momentNanos(answer.start) ?? start
  const samplesOf = (trend: readonly number[]) => trend.flatMap((count, i) => count === 0 ? [] : [[Number((origin + BigInt(i) * step) / SECOND), count]])
  return { status: 'success', data: answer.patterns.map(({ pattern, trend }) => ({ pattern, samples: samplesOf(trend) })) }
}
