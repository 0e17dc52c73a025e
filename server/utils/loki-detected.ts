import type { lokiDetectedFieldsSchema, lokiLabelsSchema } from '#shared/schemas/loki'
import { parseDuration, type Line } from '#shared/logql'
import type { z } from 'zod'
import { AppError } from '../domain/kernel'
import { lokiQuery, lokiRange, type LokiContext } from './loki-read'

/** Values that are counted of a field: more are told as this many. */
const MOST_VALUES = 1000

/** `GET` and `POST /loki/api/v1/detected_labels`: the labels with how many values each has. */
export async function answerDetectedLabels({ platform, scope, signal, parameters }: LokiContext<z.output<typeof lokiLabelsSchema>>): Promise<object> {
  const streams = await platform.query.streams(scope, { query: parameters.query, range: lokiRange(parameters) }, signal)
  const values = new Map<string, Set<string>>()
  for (const { labels } of streams) {
    for (const [name, value] of Object.entries(labels)) {
      let known = values.get(name)
      if (!known) values.set(name, known = new Set())
      known.add(value)
    }
  }
  return { detectedLabels: [...values].sort(([a], [b]) => a < b ? -1 : 1).map(([label, { size }]) => ({ label, cardinality: size })) }
}

type DetectedFields = LokiContext<z.output<typeof lokiDetectedFieldsSchema>>
interface Field { values: Set<string>, parsers: Set<string>, type: string }

/** `GET` and `POST /loki/api/v1/detected_fields`: what the newest lines have beyond their stream's labels, as they are stored and parsed. */
export async function answerDetectedFields(context: DetectedFields): Promise<object> {
  const { limit } = context.parameters
  const fields = [...await detect(context)].slice(0, limit)
  return {
    fields: fields.map(([label, { values, parsers, type }]) => ({ label, type, cardinality: values.size, parsers: parsers.size === 0 ? null : [...parsers] })),
    limit,
  }
}

/** `GET` and `POST /loki/api/v1/detected_field/{name}/values` */
export async function answerDetectedFieldValues(context: DetectedFields): Promise<object> {
  const { limit } = context.parameters
  const values = (await detect(context)).get(context.path.name ?? '')?.values ?? new Set()
  return { values: [...values].sort().slice(0, limit), limit }
}

async function detect({ platform, scope, signal, parameters }: DetectedFields): Promise<Map<string, Field>> {
  const fields = new Map<string, Field>()
  for (const parser of ['', 'json', 'logfmt'] as const) {
    const query = parser === '' ? lokiQuery(parameters.query) : `${parameters.query} | ${parser}`
    const answer = await platform.query.logql(scope, { query, range: lokiRange(parameters), step: 0n, limit: parameters.line_limit, order: 'desc' }, signal)
    if (answer.kind !== 'lines') throw new AppError('bad_request', 'Fields are found in lines: send a log query, not a metric query.')
    for (const { line } of answer.entries) if (parser === '' || looksLike(parser, line.text)) collect(line, parser, fields)
  }
  return fields
}

/** A text of words is logfmt too, of keys without values: it is read as such only where it has pairs. */
const looksLike = (parser: 'json' | 'logfmt', text: string) => parser === 'json' ? text.trimStart().startsWith('{') : !text.trimStart().startsWith('{') && /(?:^|\s)[\w.-]+=\S/.test(text)

function collect({ labels }: Line, parser: string, fields: Map<string, Field>): void {
  for (const name of labels.names()) {
    const category = labels.categoryOf(name)
    if (category === 'stream' || name.startsWith('__error') || (category === 'parsed') !== (parser !== '')) continue
    const value = labels.get(name)!
    let field = fields.get(name)
    if (!field) fields.set(name, field = { values: new Set(), parsers: new Set(), type: typeOf(value) })
    else if (field.type !== typeOf(value)) field.type = 'string'
    if (field.values.size < MOST_VALUES) field.values.add(value)
    if (category === 'parsed') field.parsers.add(parser)
  }
}

/** In Loki's order. */
function typeOf(value: string): string {
  if (/^[+-]?\d+$/.test(value)) return 'int'
  if (/^[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) return 'float'
  if (value === 'true' || value === 'false') return 'boolean'
  if (parseDuration(value) !== undefined) return 'duration'
  return /^\d+(?:\.\d+)?\s?[KMGTPE]?i?B$/i.test(value) ? 'bytes' : 'string'
}
