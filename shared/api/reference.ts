import type { HttpMethod, JsonSchema, OpenApi, OpenApiContent, OpenApiOperation } from '../types/openapi'

/** One endpoint as a reader of the API reference sees it. */
export interface ReferenceEntry {
  method: HttpMethod
  path: string
  operation: OpenApiOperation
  /** Who may ask, in words. */
  access: string
}

/** One field of a request or answer. */
export interface FieldRow {
  /** With the names of the objects around it: `summary.cursor`, `buckets[].time`. */
  name: string
  type: string
  required: boolean
  notes: string[]
}

const MAX_DEPTH = 5
const HIGHEST_EXACT = Number.MAX_SAFE_INTEGER

/** The description's endpoints by tag, in the order of the tags. */
export function referenceGroups(document: OpenApi): { tag: string, entries: ReferenceEntry[] }[] {
  const all = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item)
    .map(([method, operation]) => ({ method: method as HttpMethod, path, operation, access: accessOf(operation) })))
  return document.tags.map(({ name }) => ({ tag: name, entries: all.filter(({ operation }) => operation.tags.includes(name)) }))
    .filter(({ entries }) => entries.length > 0)
}

function accessOf({ security }: OpenApiOperation): string {
  const session = security.some(way => 'session' in way)
  const key = security.some(way => 'apiKey' in way)
  if (session && key) return 'Session or API key'
  return session ? 'Session' : key ? 'API key' : 'Everyone'
}

/** The fields of a schema, nested ones after those that hold them. */
export function fieldRows(document: OpenApi, schema: JsonSchema, prefix = '', depth = 0): FieldRow[] {
  const { properties = {}, required = [] } = resolved(document, schema)
  return Object.entries(properties).flatMap(([name, property]) => {
    const inner = resolved(document, property)
    const row = { name: prefix + name, type: typeText(document, property), required: required.includes(name) && inner.default === undefined, notes: notesOf(inner) }
    if (depth >= MAX_DEPTH) return [row]
    const items = inner.items && resolved(document, inner.items)
    return [row, ...inner.properties
      ? fieldRows(document, inner, `${prefix}${name}.`, depth + 1)
      : items?.properties ? fieldRows(document, items, `${prefix}${name}[].`, depth + 1) : []]
  })
}

/** The first body of a request or answer, if there is one. */
export function firstContent(content: OpenApiContent | undefined) {
  const [first] = Object.entries(content ?? {})
  return first && { type: first[0], ...first[1] }
}

export function resolved(document: OpenApi, schema: JsonSchema): JsonSchema {
  if (!schema.$ref) return schema
  const { $ref, ...own } = schema
  return { ...document.components.schemas[$ref.slice($ref.lastIndexOf('/') + 1)], ...own }
}

/** A schema's type in a few words: `string[]`, `"asc" | "desc"`. */
export function typeText(document: OpenApi, schema: JsonSchema, depth = 0): string {
  const inner = resolved(document, schema)
  const again = (part: JsonSchema) => typeText(document, part, depth + 1)
  if (depth > MAX_DEPTH) return 'any'
  if (inner.const !== undefined) return JSON.stringify(inner.const)
  if (inner.enum) return inner.enum.map(value => JSON.stringify(value)).join(' | ')
  const options = inner.anyOf ?? inner.oneOf
  if (options) return [...new Set(options.map(again))].join(' or ')
  if (inner.type === 'array') return inner.items ? `${bracketed(again(inner.items))}[]` : 'any[]'
  if (inner.type === 'object' && typeof inner.additionalProperties === 'object' && !inner.properties) return `object of ${again(inner.additionalProperties)}`
  return [inner.type ?? 'any'].flat().join(' or ')
}

const bracketed = (text: string) => text.includes(' ') ? `(${text})` : text

function notesOf(schema: JsonSchema): string[] {
  const { description, default: fallback, minimum, maximum, minLength, maxLength, maxItems } = schema
  const low = minimum !== undefined && minimum > -HIGHEST_EXACT ? minimum : undefined
  const high = maximum !== undefined && maximum < HIGHEST_EXACT ? maximum : undefined
  return [
    description,
    fallback === undefined ? undefined : `Default: ${JSON.stringify(fallback)}`,
    low !== undefined && high !== undefined ? `${low} to ${high}` : low !== undefined ? `At least ${low}` : high !== undefined ? `At most ${high}` : undefined,
    minLength !== undefined && minLength > 1 ? `At least ${minLength} characters` : undefined,
    maxLength === undefined ? undefined : `At most ${maxLength} characters`,
    maxItems === undefined ? undefined : `At most ${maxItems}`,
  ].filter(note => note !== undefined)
}
