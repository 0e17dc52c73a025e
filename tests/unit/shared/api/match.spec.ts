import { describe, expect, it } from 'vitest'
import { createMatcher } from '#shared/api/match'

const methodsOf = createMatcher([
  { method: 'get', path: '/things' }, { method: 'post', path: '/things' }, { method: 'delete', path: '/things/{id}/parts/{part}' },
  { method: 'get', path: '/open.json' }, { method: 'patch', path: '/shops/{id}/things/{thing}' }, { method: 'post', path: '/shops/{id}/things/count' },
])

describe('createMatcher', () => {
  it('knows the methods of an address', () => {
    expect(methodsOf('/things')).toEqual(['GET', 'POST'])
    expect(methodsOf('/things/')).toEqual(['GET', 'POST'])
    expect(methodsOf('/things/1/parts/%2F')).toEqual(['DELETE'])
    expect(methodsOf('/open.json')).toEqual(['GET'])
  })
  it('takes the address that says more of itself', () => {
    expect(methodsOf('/shops/1/things/count')).toEqual(['POST'])
    expect(methodsOf('/shops/1/things/2')).toEqual(['PATCH'])
  })
  it.each(['/', '', '/thing', '/things/1', '/things//parts/1', '/things/1/parts/2/3', '/openxjson', '/things//'])('knows nothing of %j', (path) => {
    expect(methodsOf(path)).toBeUndefined()
  })
})
