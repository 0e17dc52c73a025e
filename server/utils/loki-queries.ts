import { getRequestHeader, type H3Event } from 'h3'
import type { lokiQueryRangeSchema, lokiQuerySchema } from '#shared/schemas/loki'
import { printQuery } from '#shared/logql'
import type { z } from 'zod'
import { parseLogql, type Range } from '../domain/query'
import { AppError, systemClock } from '../domain/kernel'
import { lokiAnswer } from './loki-answer'
import { lokiQuery, lokiRange, type LokiContext } from './loki-read'

const SECOND = 1_000_000_000n
/** Of a range, where no step is asked for. */
const STEPS = 250n

/** As Loki: at least a second. */
export function defaultStep({ start, end }: Range): bigint {
  const rest = (end - start) / STEPS / SECOND * SECOND
  return rest > SECOND ? rest : SECOND
}

/** `GET` and `POST /loki/api/v1/query_range` */
export async function answerQueryRange(context: LokiContext<z.output<typeof lokiQueryRangeSchema>>): Promise<object> {
  const { query, limit, direction, interval = 0n, ...parameters } = context.parameters
  const range = lokiRange(parameters)
  const step = parameters.step ?? defaultStep(range)
  if (step === 0n) throw new AppError('bad_request', 'The step must be longer than nothing.')
  return ask(context, { query: lokiQuery(query), range, step, limit, order: direction === 'forward' ? 'asc' : 'desc' }, interval)
}

/** `GET` and `POST /loki/api/v1/query` */
export async function answerQuery(context: LokiContext<z.output<typeof lokiQuerySchema>>): Promise<object> {
  const { query, limit, time = BigInt(systemClock.now()) * 1_000_000n } = context.parameters
  if (parseLogql(query, { everything: false }).kind === 'log') throw new AppError('bad_request', 'log queries are not supported as an instant query type, please change your query to a range query type')
  return ask(context, { query, range: { start: time, end: time }, step: 0n, limit, order: 'desc' }, 0n)
}

/** Whether labels are wanted by where they come from. */
export const wantsCategories = (event: H3Event) => getRequestHeader(event, 'x-loki-response-encoding-flags')?.includes('categorize-labels') ?? false

type Question = Parameters<LokiContext<unknown>['platform']['query']['logql']>[1]

async function ask({ event, platform, scope, signal }: LokiContext<unknown>, question: Question, interval: bigint): Promise<object> {
  const started = performance.now()
  const answer = await platform.query.logql(scope, question, signal)
  return lokiAnswer(answer, performance.now() - started, { categorize: wantsCategories(event), interval })
}

/** `GET` and `POST /loki/api/v1/format_query` */
export const answerFormat = (query: string): object => ({ status: 'success', data: printQuery(parseLogql(query, { everything: false })) })
