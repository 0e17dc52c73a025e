import { describe, expect, it } from 'vitest'
import { endpoints } from '#shared/api/endpoints'
import { openApiDocument } from '~~/server/utils/openapi'

type Any = Record<string, unknown>
const document = openApiDocument() as Any
const paths = document.paths as Record<string, Record<string, Any>>
const schemas = (document.components as Record<string, Record<string, Any>>).schemas!

function references(value: unknown, found: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return found
  for (const [name, inner] of Object.entries(value)) {
    if (name === '$ref') found.push(inner as string)
    else references(inner, found)
  }
  return found
}

describe('openApiDocument', () => {
  it('has every endpoint of the catalogue', () => {
    expect(document.openapi).toBe('3.1.0')
    for (const [name, { method, path }] of Object.entries(endpoints)) expect(paths[path]?.[method]?.operationId, name).toBe(name)
    expect(Object.values(paths).flatMap(item => Object.keys(item))).toHaveLength(Object.keys(endpoints).length)
  })

  it('points only at what is there', () => {
    const all = references(document)
    expect(all.length).toBeGreaterThan(50)
    for (const ref of all) {
      const target = ref.slice(2).split('/').reduce<unknown>((at, name) => (at as Any | undefined)?.[name], document)
      expect(target, ref).toBeDefined()
    }
  })

  it('describes path parameters as its paths have them', () => {
    for (const [path, item] of Object.entries(paths)) {
      for (const operation of Object.values(item)) {
        const named = (operation.parameters as { name: string, in: string, required: boolean }[]).filter(parameter => parameter.in === 'path')
        expect(named.map(({ name }) => `{${name}}`).sort(), path).toEqual([...path.matchAll(/\{\w+\}/g)].map(([name]) => name).sort())
        expect(named.every(({ required }) => required)).toBe(true)
      }
    }
  })

  it('lets clients leave out what has a default, and promises it in answers', () => {
    expect(schemas.QueryRequest!.required).toEqual(['start', 'end'])
    expect(schemas.CreateSourceRequest!.required).toEqual(['name'])
    expect(schemas.Source!.required).toContain('retentionDays')
    expect(JSON.stringify(document)).not.toContain('"additionalProperties":false')
  })

  it('says who may ask', () => {
    expect(paths['/api/v1/auth/login']!.post!.security).toEqual([])
    expect(paths['/ingest']!.post!.security).toEqual([{ apiKey: [] }, { bearer: [] }, { basic: [] }])
    expect(paths['/api/v1/me']!.get!.security).toEqual([{ session: [] }])
    expect(paths['/query']!.post!.security).toHaveLength(4)
  })

  it('names the headers of ingest', () => {
    for (const path of ['/ingest', '/v1/logs/json', '/v1/logs/raw', '/v1/logs', '/loki/api/v1/push']) {
      const parameters = paths[path]!.post!.parameters as { name: string, in: string, required: boolean }[]
      expect(parameters.filter(parameter => parameter.in === 'header').map(({ name, required }) => [name, required]), path)
        .toEqual([['X-Source', false], ['Idempotency-Key', false], ['Content-Encoding', false]])
    }
  })

  it('describes bodies that are not plain JSON', () => {
    expect(paths['/query']!.post!.responses).toMatchObject({ 200: { content: { 'application/x-ndjson': { schema: { $ref: '#/components/schemas/QueryLine' } } } } })
    expect(paths['/v1/logs/raw']!.post!.requestBody).toMatchObject({ content: { 'text/plain': { schema: { type: 'string' } } } })
    expect(paths['/api/v1/auth/logout']!.post!.responses).toHaveProperty('204')
  })
})
