import { z } from 'zod'
import type { Endpoint } from '#shared/api/endpoint'
import { AppError } from '../domain/kernel'

/**
 * The query parameters of a request, by the endpoint's schema. A list where one text is meant (`?source=a&source=b`,
 * `?source[]=a`) is refused, never ignored: lines would go to another source than was said.
 * @throws AppError bad_request, ZodError
 */
export function readQuery({ query, body }: Pick<Endpoint, 'query' | 'body'>, given: Record<string, unknown>): unknown {
  for (const name of Object.keys(given)) refuseMisplaced(name, { query, body })
  if (!query) return undefined
  // Settings, which no schema names.
  if (takesOthers(query)) for (const [name, value] of Object.entries(given)) if (Array.isArray(value)) throw givenTwice(name)
  const parsed = query.safeParse(given)
  if (parsed.success) return parsed.data
  const list = parsed.error.issues.find(({ path, code }) => path.length === 1 && code !== 'invalid_union' && Array.isArray(given[String(path[0])]))
  throw list ? givenTwice(String(list.path[0])) : parsed.error
}

function refuseMisplaced(name: string, { query, body }: Pick<Endpoint, 'query' | 'body'>): void {
  const [, plain] = /^([^[\]]+)\[.*\]$/s.exec(name) ?? []
  if (plain !== undefined && (has(query, plain) || has(body, plain))) {
    throw new AppError('bad_request', `The query parameter “${name.slice(0, 100)}” is not understood: its name has no brackets. Send ${plain}=…`)
  }
  if (has(body, name) && !has(query, name)) throw new AppError('bad_request', `“${name}” belongs in the body of this request, not in its address.`)
}

const givenTwice = (name: string) =>
  new AppError('bad_request', `The query parameter “${name.slice(0, 100)}” was given more than once. Send it once.`, { issues: [{ path: name.slice(0, 100), message: 'Given more than once' }] })

const has = (schema: z.ZodType | undefined, name: string) => schema instanceof z.ZodObject && Object.hasOwn(schema.shape, name)
const takesOthers = (schema: z.ZodType) => schema instanceof z.ZodObject && schema.def.catchall !== undefined
