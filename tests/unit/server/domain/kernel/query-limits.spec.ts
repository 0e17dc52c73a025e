import { describe, expect, it } from 'vitest'
import { readConfig } from '~~/server/domain/kernel/config'

const limits = (environment: Record<string, string>) => readConfig(environment).queryLimits

describe('limits of queries', () => {
  it('differ by role, viewers’ being the narrowest', () => {
    const { viewer, operator, key, admin } = limits({})
    expect(viewer).toMatchObject({ seconds: 20, memoryBytes: 512 * 1024 ** 2, series: 2000 })
    expect(key).toEqual(operator)
    for (const name of Object.keys(viewer) as (keyof typeof viewer)[]) {
      expect([name, viewer[name] <= operator[name], operator[name] <= admin[name]]).toEqual([name, true, true])
    }
  })

  it('are set for everybody, or for some', () => {
    const of = limits({ CORDWOOD_QUERY_SECONDS: '7', CORDWOOD_QUERY_READ_MB: 'viewer=10, key=20', CORDWOOD_QUERY_SERIES: '50,admin=60' })
    expect([of.viewer.seconds, of.admin.seconds, of.key.seconds]).toEqual([7, 7, 7])
    expect([of.viewer.readBytes, of.key.readBytes, of.operator.readBytes]).toEqual([10 * 1024 ** 2, 20 * 1024 ** 2, 2_000_000 * 1024 ** 2])
    expect([of.viewer.series, of.admin.series]).toEqual([50, 60])
  })

  it.each(['0', '-1', 'many', 'viewer', 'viewer=', 'guest=5', 'viewer=1;admin=2', '1e3', '9999999999999999'])('refuse %s, by name', (value) => {
    expect(() => limits({ CORDWOOD_QUERY_SECONDS: value })).toThrow(/CORDWOOD_QUERY_SECONDS/)
  })
})
