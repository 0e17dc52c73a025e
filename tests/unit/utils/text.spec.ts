import { describe, expect, it } from 'vitest'
import { flattenFields } from '../../../utils/flatten'
import { safeNext } from '../../../utils/redirect'
import { sortLines } from '../../../utils/query-lines'
import { errorFromBody, toApiError } from '../../../utils/api-error'

describe('flattenFields', () => {
  it('makes dotted rows with types, and filters where equality makes sense', () => {
    expect(flattenFields({ a: { b: { c: 'x' }, d: 1.5 }, e: true, f: null, g: [1, { h: 2 }], i: {}, j: '' })).toEqual([
      { name: 'a.b.c', type: 'string', text: 'x', filter: 'x' },
      { name: 'a.d', type: 'number', text: '1.5', filter: '1.5' },
      { name: 'e', type: 'boolean', text: 'true', filter: 'true' },
      { name: 'f', type: 'null', text: 'null' },
      { name: 'g', type: 'list', text: '[1,{"h":2}]' },
      { name: 'i', type: 'object', text: '{}' },
      { name: 'j', type: 'string', text: '', filter: '' },
    ])
  })
})

describe('safeNext', () => {
  it.each(['/explore', '/explore?q=a&level=error#x', '/project'])('lets %s through', (next) => {
    expect(safeNext(next)).toBe(next)
  })
  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', 'explore', '', undefined, ['/a'], '/login', '/signup?x'])('does not follow %j', (next) => {
    expect(safeNext(next, '/home')).toBe('/home')
  })
})

describe('sortLines', () => {
  const summary = { count: 0, cursor: null, scannedRows: 1, scannedBytes: 2, elapsedMs: 3 }
  it('tells the summary from rows', () => {
    expect(sortLines([{ summary }])).toEqual({ rows: [], summary })
  })
  it('throws what the server says went wrong', () => {
    expect(() => sortLines([{ error: { code: 'timeout', message: 'It took too long.' } }])).toThrow('It took too long.')
  })
})

describe('errors', () => {
  it('shows the server’s own words', () => {
    const error = errorFromBody(400, { error: { code: 'bad_request', message: 'No.', issues: [{ path: 'name', message: 'Too long' }] } })
    expect(error).toMatchObject({ message: 'No.', status: 400, code: 'bad_request', issues: [{ path: 'name', message: 'Too long' }] })
  })
  it('tells when to ask again', () => {
    const after = (value: string) => toApiError({ statusCode: 429, data: {}, response: { headers: new Headers({ 'retry-after': value }) } }).retryAfter
    expect(['7', '900', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1', ''].map(after)).toEqual([7, 900, undefined, undefined, undefined])
    expect(toApiError(new TypeError('Failed to fetch')).retryAfter).toBeUndefined()
  })
  it('says something useful without them', () => {
    expect(errorFromBody(502, '<html>').message).toContain('502')
    expect(toApiError(new TypeError('Failed to fetch')).status).toBe(0)
  })
})
