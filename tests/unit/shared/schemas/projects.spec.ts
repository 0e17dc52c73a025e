import { describe, expect, it } from 'vitest'
import { createProjectRequestSchema, createSourceRequestSchema, idSchema, slugSchema } from '#shared/schemas/projects'
import { ksuid } from '~~/server/domain/kernel'

describe('slugSchema', () => {
  it.each(['a', 'nginx', 'web-shop_2', 'a'.repeat(48)])('takes %j', name => expect(slugSchema.parse(name)).toBe(name))
  it.each(['', 'A', '1a', '-a', 'a b', 'a.b', 'a/b', '../a', 'a\'', 'ä', 'a'.repeat(49), '__proto__', 'a`; DROP TABLE t', 'a\0'])('refuses %j', (name) => {
    expect(slugSchema.safeParse(name).success).toBe(false)
  })
})

describe('idSchema', () => {
  it('takes ids of ours and nothing else', () => {
    expect(idSchema.safeParse(ksuid()).success).toBe(true)
    for (const id of ['', 'a', `${ksuid()}\n`, `${ksuid()}a`, '\'; DROP TABLE users; --     ', '../../../../../etc/passwd', 'x'.repeat(1_000_000)]) {
      expect(idSchema.safeParse(id).success).toBe(false)
    }
  })
})

it('names are bounded and not empty', () => {
  for (const name of ['', '   ', 'x'.repeat(101), 1, null]) expect(createProjectRequestSchema.safeParse({ name }).success).toBe(false)
  expect(createProjectRequestSchema.parse({ name: ' <b>Shop</b> ' })).toEqual({ name: '<b>Shop</b>' })
})

it('sources have defaults and bounds', () => {
  expect(createSourceRequestSchema.parse({ name: 'nginx' })).toEqual({ name: 'nginx', schema: 'app', retentionDays: 30, dailyQuotaBytes: null, discoverServiceName: true, discoverLogLevels: true })
  for (const retentionDays of [0, -1, 1.5, 36_501, Infinity, NaN, '30']) expect(createSourceRequestSchema.safeParse({ name: 'nginx', retentionDays }).success).toBe(false)
  expect(createSourceRequestSchema.safeParse({ name: 'nginx', schema: 'constructor' }).success).toBe(false)
})
