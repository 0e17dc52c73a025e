import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import { readConfig } from '~~/server/domain/kernel/config'

describe('readConfig', () => {
  it('leaves the engine’s limits to the engine unless they are set', () => {
    expect(readConfig({ CORDWOOD_ENGINE_MEMORY_MB: '' }).engine)
      .toEqual({ memory: undefined, queryMemory: undefined, threads: undefined, maxQueries: undefined })
    expect(readConfig({
      CORDWOOD_ENGINE_MEMORY_MB: '1024', CORDWOOD_ENGINE_QUERY_MEMORY_MB: '256', CORDWOOD_ENGINE_THREADS: '2', CORDWOOD_ENGINE_MAX_QUERIES: '16',
    }).engine).toEqual({ memory: 1024 ** 3, queryMemory: 256 * 1024 ** 2, threads: 2, maxQueries: 16 })
  })

  it.each([
    ['CORDWOOD_ENGINE_MEMORY_MB', '255'], ['CORDWOOD_ENGINE_QUERY_MEMORY_MB', '15'], ['CORDWOOD_ENGINE_THREADS', '0'], ['CORDWOOD_ENGINE_MAX_QUERIES', 'many'],
  ])('refuses %s=%s and names it', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })
})

describe('the bounds of a request', () => {
  it('are by default those that decoders have without settings', () => {
    expect(readConfig({}).limits).toEqual(DEFAULT_LIMITS)
    expect(readConfig({}).maxBodyBytes).toBe(64 * 1024 * 1024)
  })

  it('are read in their units', () => {
    const { limits, maxBodyBytes } = readConfig({ CORDWOOD_MAX_BODY_MB: '256', CORDWOOD_MAX_LINE_KB: '64', CORDWOOD_MAX_NESTING: '8', CORDWOOD_MAX_RECORDS: '1000' })
    expect({ limits, maxBodyBytes }).toEqual({ limits: { maxLineBytes: 65_536, maxNesting: 8, maxRecords: 1000, maxRowBytes: 1_073_741_824 }, maxBodyBytes: 268_435_456 })
  })

  it.each([
    { CORDWOOD_MAX_BODY_MB: '257' }, { CORDWOOD_MAX_BODY_MB: '0' }, { CORDWOOD_MAX_LINE_KB: '0' }, { CORDWOOD_MAX_NESTING: '1' },
    { CORDWOOD_MAX_NESTING: '1001' }, { CORDWOOD_MAX_RECORDS: '0' }, { CORDWOOD_MAX_RECORDS: 'many' },
  ])('refuse %o, by name', (environment) => {
    expect(() => readConfig(environment)).toThrow(Object.keys(environment)[0])
  })
})
