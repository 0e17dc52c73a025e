import { z } from 'zod'
import { tags, type Endpoint, type Media } from '#shared/api/endpoint'
import { endpoints } from '#shared/api/endpoints'
import * as authSchemas from '#shared/schemas/auth'
import * as clickhouseSchemas from '#shared/schemas/clickhouse'
import * as contextSchemas from '#shared/schemas/context'
import * as deadLetterSchemas from '#shared/schemas/dead-letters'
import * as errorSchemas from '#shared/schemas/errors'
import * as facetSchemas from '#shared/schemas/facets'
import * as ingestSchemas from '#shared/schemas/ingest'
import * as logqlSchemas from '#shared/schemas/logql'
import * as projectSchemas from '#shared/schemas/projects'
import * as querySchemas from '#shared/schemas/query'
import * as splunkSchemas from '#shared/schemas/splunk'
import * as timeSchemas from '#shared/schemas/time'

type Json = z.infer<ReturnType<typeof z.json>>
type JsonObject = { [name: string]: Json }

const COMPONENTS = '#/components/schemas/'
const registry = namedSchemas()
let made: JsonObject | undefined

/** The API's description in OpenAPI 3.1, made from the catalogue of endpoints. */
export function openApiDocument(catalogue: readonly Endpoint[] = Object.values(endpoints)): JsonObject {
  return made ??= {
    openapi: '3.1.0',
    info: {
      title: 'Cordwood',
      version: '1',
      description: 'Send logs, read them, manage projects. Every refusal has the form of `ErrorResponse`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tags.map(name => ({ name })),
    paths: pathsOf(catalogue),
    components: {
      schemas: components(),
      responses: { Error: { description: 'Refused; `message` says why and what to do', content: json({ $ref: `${COMPONENTS}ErrorResponse` }) } },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'cordwood-session', description: 'Set by POST /api/v1/auth/login' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key' },
        basic: { type: 'http', scheme: 'basic', description: 'Any user, an API key as the password' },
      },
    },
  }
}

function pathsOf(catalogue: readonly Endpoint[]): JsonObject {
  const paths: { [path: string]: JsonObject } = {}
  for (const endpoint of catalogue) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(endpoint) }
  }
  return paths
}

function operation(endpoint: Endpoint): JsonObject {
  const body = requestBody(endpoint)
  const status = endpoint.status ?? (endpoint.response || endpoint.answers ? 200 : 204)
  return {
    operationId: operationId(endpoint),
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description ? { description: endpoint.description } : {}),
    security: securityOf(endpoint),
    parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query'), ...parameters(endpoint.headers, 'header')],
    ...(body ? { requestBody: { required: true, content: body } } : {}),
    responses: {
      [status]: { description: status === 204 ? 'Done' : 'The answer', ...answerContent(endpoint) },
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

function operationId(endpoint: Endpoint): string {
  const name = Object.entries(endpoints).find(([, other]) => other === endpoint)?.[0]
  return name ?? `${endpoint.method}${endpoint.path.replace(/\W+/g, '_')}`
}

const securityOf = ({ auth }: Endpoint): Json[] => [
  ...(auth === 'session' || auth === 'member' ? [{ session: [] }] : []),
  ...(auth === 'key' || auth === 'member' ? [{ apiKey: [] }, { bearer: [] }, { basic: [] }] : []),
]

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query' | 'header'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = inline(schema) as { properties?: { [name: string]: JsonObject }, required?: string[] }
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property
    return {
      name, in: place, required: place === 'path' || (required.includes(name) && rest.default === undefined),
      ...(description === undefined ? {} : { description }), schema: rest,
    }
  })
}

function requestBody({ body, accepts, example }: Endpoint): JsonObject | undefined {
  if (body) return json(reference(body, 'input'), example as Json | undefined)
  return accepts && content(accepts, 'input')
}

function answerContent({ response, answers }: Endpoint): JsonObject {
  if (response) return { content: json(reference(response, 'output')) }
  return answers ? { content: content(answers, 'output') } : {}
}

const json = (schema: JsonObject, example?: Json): JsonObject =>
  ({ 'application/json': { schema, ...(example === undefined ? {} : { example }) } })

const content = (media: readonly Media[], io: 'input' | 'output'): JsonObject => Object.fromEntries(media.map(({ type, schema, description, example }) => [type, {
  schema: { ...(schema ? reference(schema, io) : type.includes('json') ? {} : { type: 'string' }), ...(description ? { description } : {}) },
  ...(example === undefined ? {} : { example }),
}]))

/** Every exported schema, by its name without the `Schema` at the end, so that documents can point to it. */
function namedSchemas() {
  const found = z.registry<{ id: string }>()
  for (const module of [timeSchemas, projectSchemas, authSchemas, errorSchemas, ingestSchemas, splunkSchemas, clickhouseSchemas, querySchemas, logqlSchemas, facetSchemas, contextSchemas, deadLetterSchemas]) {
    for (const [name, value] of Object.entries(module)) {
      if (!(value instanceof z.ZodType) || found.has(value)) continue
      found.add(value, { id: name[0]!.toUpperCase() + name.slice(1).replace(/Schema$/, '') })
    }
  }
  return found
}

const settings = (io: 'input' | 'output') => ({
  io,
  unrepresentable: 'any' as const,
  override({ jsonSchema }: { jsonSchema: Record<string, unknown> }) {
    // Later versions may add fields: clients must not refuse them.
    if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  },
})

function components(): JsonObject {
  const form = (io: 'input' | 'output') => z.toJSONSchema(registry, { ...settings(io), uri: id => `${COMPONENTS}${id}` }).schemas
  const [input, output] = [form('input'), form('output')]
  return Object.fromEntries(Object.keys(output).sort().filter(name => !name.startsWith('__'))
    .map(name => [name, cleaned((isInput(name) ? input : output)[name]!)]))
}

/** What clients send: there, fields with a default may be left out. */
const isInput = (name: string) => /(Request|Params|Filter)$/.test(name)

function reference(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const id = registry.get(schema)?.id
  return id === undefined ? inline(schema, io) : { $ref: `${COMPONENTS}${id}` }
}

const inline = (schema: z.ZodType, io: 'input' | 'output' = 'input') => cleaned(z.toJSONSchema(schema, settings(io)))

/** Without what only a document of its own needs. Any JSON, which zod writes as a recursive schema, becomes `true`'s equal `{}`. */
function cleaned(schema: object): JsonObject {
  const text = JSON.stringify(schema, (name, value: Json) => {
    if (name === '$schema' || name === '$id' || name === '$defs') return undefined
    const ref = (value as JsonObject | null)?.$ref
    return typeof ref === 'string' && ref.includes('$defs') ? {} : value
  })
  return JSON.parse(text) as JsonObject
}
