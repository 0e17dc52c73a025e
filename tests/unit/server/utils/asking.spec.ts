import { describe, expect, it } from 'vitest'
import { askerOf, platformOf } from '~~/server/utils/asking'
import type { Platform } from '~~/server/utils/platform'

const platform = { query: 'nobody’s', queries: { viewer: 'v', operator: 'o', key: 'k', admin: 'a' } } as unknown as Platform
const user = (role: 'admin' | 'operator' | 'viewer') => ({ kind: 'user', userId: 'u', role }) as const

describe('what a caller may use', () => {
  it('has the limits of the role, or of keys', () => {
    expect((['viewer', 'operator', 'admin'] as const).map(role => platformOf(platform, user(role)).query)).toEqual(['v', 'o', 'a'])
    expect(askerOf({ kind: 'key', keyId: 'k', projectId: 'p' })).toBe('key')
    expect(platformOf(platform, { kind: 'key', keyId: 'k', projectId: 'p' }).query).toBe('k')
  })

  it('is the same where nobody is known', () => expect(platformOf(platform, undefined)).toBe(platform))
})
