import type { lokiLabelsSchema, lokiSelectorSchema, lokiSeriesSchema } from '#shared/schemas/loki'
import type { z } from 'zod'
import { lokiRange, type LokiContext } from './loki-read'

const success = (data: unknown) => ({ status: 'success', data })

/** `GET` and `POST /loki/api/v1/labels` */
export async function answerLabels({ platform, scope, signal, parameters }: LokiContext<z.output<typeof lokiLabelsSchema>>): Promise<object> {
  return success(await platform.query.labels(scope, { query: parameters.query, range: lokiRange(parameters) }, signal))
}

/** `GET /loki/api/v1/label/{name}/values` */
export async function answerLabelValues({ platform, scope, signal, parameters, path }: LokiContext<z.output<typeof lokiLabelsSchema>>): Promise<object> {
  return success(await platform.query.labelValues(scope, { name: path.name ?? '', query: parameters.query, range: lokiRange(parameters) }, signal))
}

/** `GET` and `POST /loki/api/v1/series`: no selector means all. */
export async function answerSeries({ platform, scope, signal, parameters }: LokiContext<z.output<typeof lokiSeriesSchema>>): Promise<object> {
  const selectors = [...parameters.match, ...parameters['match[]']]
  const range = lokiRange(parameters)
  const found = new Map<string, Record<string, string>>()
  for (const query of selectors.length === 0 ? [undefined] : selectors) {
    for (const { labels } of await platform.query.streams(scope, { query, range }, signal)) found.set(JSON.stringify(labels), labels)
  }
  return success([...found.values()])
}

/** `GET` and `POST /loki/api/v1/index/stats`: a bare object, as Loki's. There are no chunks here: as many as streams. */
export async function answerIndexStats({ platform, scope, signal, parameters }: LokiContext<z.output<typeof lokiSelectorSchema>>): Promise<object> {
  const { streams, lines, bytes } = await platform.query.streamTotals(scope, { query: parameters.query, range: lokiRange(parameters) }, signal)
  return { streams, chunks: streams, entries: lines, bytes }
}
