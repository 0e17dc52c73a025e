import { getRequestHeader, getRouterParams, setResponseHeader, type EventHandler, type H3Event } from 'h3'
import type { z } from 'zod'
import type { Endpoint } from '#shared/api/endpoint'
import type { LokiRange } from '#shared/schemas/loki'
import { sourceNamesSchema } from '#shared/schemas/query'
import type { ReadScope } from '#shared/types/scope'
import { parseLogql, type Range } from '../domain/query'
import { AppError, systemClock } from '../domain/kernel'
import { platformOf } from './asking'
import { readBytes } from './body'
import { withErrorForm } from './error-form'
import type { Platform } from './platform'
import { beginReading } from './reading'
import { defineRoute } from './route'

/** Bytes of a form: a query may be long. */
const MAX_FORM_BYTES = 1024 * 1024

interface LokiEndpoint<Schema extends z.ZodType> extends Endpoint { readonly auth: 'member', readonly query: Schema }

export interface LokiContext<Parameters> {
  readonly event: H3Event
  readonly platform: Platform
  readonly parameters: Parameters
  /** Of the address. */
  readonly path: Record<string, string>
  readonly scope: ReadScope
  readonly signal: AbortSignal
}

/**
 * A route of Loki's reading API: parameters may stand in the address or in a form, refusals are plain text.
 * @param handler gives the JSON answer
 */
export function defineLokiRoute<Schema extends z.ZodType<{ source?: string | string[] | undefined, project?: string | undefined }>>(
  endpoint: LokiEndpoint<Schema>, handler: (context: LokiContext<z.output<Schema>>) => unknown,
): EventHandler {
  // What the address says is not all there is: the parameters are read here.
  const { query: schema, ...rest } = endpoint
  const route = defineRoute({ ...rest, answers: [{ type: 'application/json' }] }, async ({ event, platform, principal }) => {
    const parameters = schema.parse(await readParameters(event))
    const source = parameters.source ?? sourceHeader(event)
    const scope = platform.identity.readScopeOf(principal, { source, project: parameters.project })
    setResponseHeader(event, 'content-type', 'application/json')
    return await handler({ event, platform: platformOf(platform, principal, scope.projectId), parameters, path: getRouterParams(event, { decode: true }), scope, signal: beginReading(event, principal) })
  })
  return withErrorForm(route, (_event, { status, body }) => ({ status, type: 'text/plain; charset=utf-8', body: `${body.error.message}\n` }))
}

/** Of a project that has several sources. @throws ZodError */
export const sourceHeader = (event: H3Event) => sourceNamesSchema.optional().parse(getRequestHeader(event, 'x-source'))

async function readParameters(event: H3Event): Promise<Given> {
  return readAddress(event, ...event.method === 'POST' ? [await readForm(event)] : [])
}

type Given = Record<string, string | string[]>

/**
 * What an address says. `match` and `match[]` may come again and again; of the others the last counts, as in Loki.
 * @param forms what else says parameters
 */
export function readAddress(event: H3Event, ...forms: string[]): Given {
  const texts = [event.path.split('?', 2)[1] ?? '', ...forms]
  const found: Given = {}
  for (const [name, value] of texts.flatMap(text => [...new URLSearchParams(text)])) {
    if (value === '') continue
    if (name === 'match' || name === 'match[]') listOf(found, name).push(value)
    else found[name] = value
  }
  return found
}

/** One list for all of a name: a form may have very many. */
function listOf(found: Given, name: string): string[] {
  const known = found[name]
  return Array.isArray(known) ? known : found[name] = []
}

async function readForm(event: H3Event): Promise<string> {
  const type = getRequestHeader(event, 'content-type') ?? ''
  const bytes = await readBytes(event.node.req, MAX_FORM_BYTES)
  if (bytes.length > 0 && !/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new AppError('unsupported_media_type', 'Send the parameters as application/x-www-form-urlencoded, or in the address.')
  }
  return bytes.toString('utf8')
}

/** The query of a request in Loki's own words, which have none for all lines, or all but some. @throws AppError bad_request */
export function lokiQuery(query: string): string {
  parseLogql(query, { everything: false })
  return query
}

const HOUR = 3_600_000_000_000n

/** As Loki: until now, from an hour before. @throws AppError bad_request */
export function lokiRange({ start, end, since }: LokiRange, now = systemClock.now()): Range {
  const until = end ?? BigInt(now) * 1_000_000n
  const from = start ?? until - (since ?? HOUR)
  if (from > until) throw new AppError('bad_request', 'The end of the range is before its start.')
  return { start: from, end: until }
}
