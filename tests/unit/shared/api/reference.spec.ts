import { describe, expect, it } from 'vitest'
import { curlFor } from '#shared/api/curl'
import { fieldRows, firstContent, referenceGroups, typeText } from '#shared/api/reference'
import type { OpenApi } from '#shared/types/openapi'
import { openApiDocument } from '~~/server/utils/openapi'

const document = openApiDocument() as unknown as OpenApi
const groups = referenceGroups(document)
const entries = groups.flatMap(group => group.entries)
const find = (id: string) => entries.find(entry => entry.operation.operationId === id)!

describe('referenceGroups', () => {
  it('has every endpoint once, by tag, and says who may ask', () => {
    expect(groups.map(({ tag }) => tag)).toEqual(['Account', 'Projects', 'Send logs', 'Read logs', 'Saved queries', 'Shares', 'Dead letters', 'System'])
    expect(new Set(entries.map(entry => entry.operation.operationId)).size).toBe(entries.length)
    expect(['signUp', 'getMe', 'ingest', 'query'].map(id => find(id).access)).toEqual(['Everyone', 'Session', 'API key', 'Session or API key'])
  })
})

describe('fieldRows', () => {
  const rowsOf = (name: string) => fieldRows(document, { $ref: `#/components/schemas/${name}` })
  it('lists nested fields with the names around them', () => {
    expect(rowsOf('HistogramResponse').map(row => row.name)).toEqual(expect.arrayContaining(['stepMs', 'buckets', 'buckets[].time']))
    expect(rowsOf('SignupResponse').map(row => row.name)).toContain('project.apiKey.key')
  })
  it('tells what may be left out, defaults and bounds', () => {
    const rows = Object.fromEntries(rowsOf('QueryRequest').map(row => [row.name, row]))
    expect(rows.start).toMatchObject({ required: true, type: 'string or number' })
    expect(rows.limit).toMatchObject({ required: false, type: 'integer' })
    expect(rows.limit!.notes).toEqual(['Default: 100', '1 to 5000'])
    expect(rows.order!.type).toBe('"desc" | "asc"')
  })
  it('ends on schemas that hold themselves', () => {
    const round = { ...document, components: { schemas: { A: { type: 'object', properties: { a: { $ref: '#/components/schemas/A' } } } } } }
    expect(fieldRows(round, { $ref: '#/components/schemas/A' })).toHaveLength(6)
    expect(typeText({ ...document, components: { schemas: { A: { type: 'array', items: { $ref: 'x/A' } } } } }, { $ref: 'x/A' })).toContain('any')
  })
})

describe('curlFor', () => {
  const origin = 'http://localhost:3000'
  it('sends what an endpoint needs', () => {
    expect(curlFor(find('logIn'), origin)).toBe(`curl -X POST "${origin}/api/v1/auth/login" \\
  -c cookies.txt \\
  -H 'Content-Type: application/json' \\
  --data-binary '{"email":"you@example.com","password":"a long passphrase"}'`)
    expect(curlFor(find('listProjects'), origin)).toBe(`curl "${origin}/api/v1/projects" \\\n  -H "X-API-Key: $CORDWOOD_KEY"`)
    expect(curlFor(find('deleteApiKeyByQuery'), origin)).toBe(`curl -X DELETE "${origin}/api/v1/projects/$ID/keys?keyId=$KEY_ID" \\\n  -b cookies.txt`)
    expect(curlFor(find('ingestRaw'), origin)).toContain('level=info msg="Hello"')
  })
  it('quotes for the shell', () => {
    const entry = structuredClone(find('ingestRaw'))
    firstContent(entry.operation.requestBody!.content)
    entry.operation.requestBody!.content['text/plain']!.example = 'it\'s $HOME'
    expect(curlFor(entry, origin)).toContain(`--data-binary 'it'\\''s $HOME'`)
  })
})
