import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { endpoints } from '#shared/api/endpoints'
import type { Endpoint } from '#shared/api/endpoint'

/** In the catalogue, but their route files are still to come. */
const NOT_YET_ROUTED: (keyof typeof endpoints)[] = []

const root = resolve(import.meta.dirname, '../../../..')
const all = Object.entries(endpoints) as [keyof typeof endpoints, Endpoint][]
const addressOf = ({ method, path }: Endpoint) => `${method} ${path}`

/** `server/api/v1/projects/[id]/index.get.ts` → `get /api/v1/projects/{id}` */
function addressOfFile(folder: 'api' | 'routes', file: string): string {
  const method = /\.(get|post|patch|put|delete)\.ts$/.exec(file)?.[1] ?? 'any'
  const path = file.replace(/(\.(get|post|patch|put|delete))?\.ts$/, '').replace(/(^|\/)index$/, '').replace(/\[(\w+)\]/g, '{$1}')
  return `${method} ${folder === 'api' ? '/api/' : '/'}${path}`
}

const routed = (['api', 'routes'] as const).flatMap(folder =>
  readdirSync(`${root}/server/${folder}`, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
    .map(file => addressOfFile(folder, file.replaceAll('\\', '/'))))

describe('the catalogue', () => {
  it('has an endpoint for every route file', () => {
    const known = all.map(([, endpoint]) => addressOf(endpoint))
    expect(routed.filter(address => !known.includes(address))).toEqual([])
  })

  it('has a route file for every endpoint', () => {
    expect(all.filter(([, endpoint]) => !routed.includes(addressOf(endpoint))).map(([name]) => name).sort()).toEqual([...NOT_YET_ROUTED].sort())
  })

  it('names every address once', () => {
    expect(new Set(all.map(([, endpoint]) => addressOf(endpoint))).size).toBe(all.length)
  })

  it('describes everything that goes in and out', () => {
    for (const [name, endpoint] of all) {
      expect(endpoint.summary.length, name).toBeGreaterThan(5)
      expect(endpoint.path.includes('{'), name).toBe(endpoint.params !== undefined)
      if (['post', 'patch', 'put'].includes(endpoint.method) && name !== 'logOut') expect(endpoint.body ?? endpoint.accepts, name).toBeDefined()
      if (endpoint.example !== undefined && name !== 'record') expect(endpoint.body!.safeParse(endpoint.example).error, name).toBeUndefined()
    }
  })
})
