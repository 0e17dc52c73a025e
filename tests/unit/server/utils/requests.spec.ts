import { describe, expect, it } from 'vitest'
import { isApiPath, isForeign, isModulePath, pathOf, requestIdOf, takesKey } from '~~/server/utils/requests'

describe('requestIdOf', () => {
  it('keeps a sane id and replaces any other', () => {
    expect(requestIdOf({ 'x-request-id': 'abc-1.2:3_D' })).toBe('abc-1.2:3_D')
    for (const id of [undefined, '', 'a b', 'x'.repeat(65), 'a\nb', '<script>', ['a', 'b']]) {
      expect(requestIdOf({ 'x-request-id': id })).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})

describe('isForeign', () => {
  const host = 'logs.example.com'
  it.each([
    ['POST', { host }], ['POST', { host, 'sec-fetch-site': 'same-origin' }], ['DELETE', { host, 'sec-fetch-site': 'none' }],
    ['POST', { host, origin: 'https://logs.example.com' }], ['POST', { host: 'localhost:3000', origin: 'http://localhost:3000' }],
    ['POST', { 'host': '10.0.0.2:3000', 'x-forwarded-host': host, 'origin': 'https://logs.example.com' }],
    ['GET', { host, 'sec-fetch-site': 'cross-site', 'origin': 'https://evil.example' }],
    ['POST', { host, 'origin': 'https://evil.example', 'x-api-key': 'cw_1' }],
  ])('lets pass: %s %j', (method, headers) => expect(isForeign(method, headers, true)).toBe(false))

  it.each([
    ['POST', { host, 'sec-fetch-site': 'cross-site' }], ['POST', { host, 'sec-fetch-site': 'same-site' }], ['PATCH', { host, 'sec-fetch-site': '' }],
    ['POST', { host, origin: 'https://evil.example' }], ['DELETE', { host, origin: 'null' }], ['POST', { host, origin: '' }],
    ['POST', { origin: 'null' }], ['POST', { origin: 'garbage' }], ['POST', { host, origin: 'https://logs.example.com.evil.example' }],
    ['POST', { host, origin: 'https://logs.example.com:8443' }], ['POST', { host, origin: 'https://logs.example.com@evil.example' }],
  ])('stops: %s %j', (method, headers) => expect(isForeign(method, headers, true)).toBe(true))
})

describe('a key', () => {
  const foreign = { 'host': 'logs.example.com', 'origin': 'https://evil.example', 'x-api-key': 'cw_1' }
  it.each([
    ['POST', '/ingest', true], ['POST', '/query', true], ['POST', '/query/', true], ['PATCH', '/api/v1/me', false],
    ['POST', '/api/v1/auth/login', false], ['DELETE', '/api/v1/projects/1/keys/2', false], ['POST', '/nope', false],
  ])('that counts for nothing does not make a request of another site harmless: %s %s %s', (method, path, keyed) => {
    expect(takesKey(method, path)).toBe(keyed)
    expect(isForeign(method, foreign, takesKey(method, path))).toBe(!keyed)
  })
})

describe('paths', () => {
  it('tells those of programs from pages', () => {
    for (const path of ['/api', '/api/v1/nope', '/v1/logs/json', '/query', '/ingest', '/ingest/', '/healthz', '/openapi.json']) expect(isApiPath(path), path).toBe(true)
    for (const path of ['/', '/docs/api', '/login', '/apix', '/v1', '/__proto__', '/constructor']) expect(isApiPath(path), path).toBe(false)
    expect([isModulePath('/api/_auth/session'), isModulePath('/api/v1/me')]).toEqual([true, false])
  })
  it('leaves the query out', () => expect(pathOf('/a?b=/c?d')).toBe('/a'))
})
