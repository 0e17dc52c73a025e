import { describe, expect, it } from 'vitest'
import { platformOf, projectIn } from '~~/server/utils/asking'
import type { Platform } from '~~/server/utils/platform'

const platform = {
  query: 'nobody’s', queries: { viewer: 'v', operator: 'o', key: 'k', admin: 'a' },
  identity: { askerIn: ({ kind }: { kind: string }, project?: string) => kind === 'key' ? 'key' : project === 'watched' ? 'viewer' : 'operator' },
} as unknown as Platform
const user = { kind: 'user', userId: 'u', role: 'operator' } as const

describe('what a caller may use', () => {
  it('has the limits of the role in the project, or of keys', () => {
    expect([undefined, 'own', 'watched'].map(project => platformOf(platform, user, project).query)).toEqual(['o', 'o', 'v'])
    expect(platformOf(platform, { kind: 'key', keyId: 'k', projectId: 'p' }).query).toBe('k')
  })

  it('is the same where nobody is known', () => expect(platformOf(platform, undefined)).toBe(platform))

  it('depends on the project that the request names, wherever it does', () => {
    expect(projectIn({ project: 'a' }, { project: 'b' })).toBe('a')
    expect(projectIn(undefined, { project: 'b' })).toBe('b')
    expect(projectIn({ project: undefined }, null, 'x', { project: 7 })).toBeUndefined()
  })
})
