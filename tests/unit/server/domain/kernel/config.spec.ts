import { describe, expect, it } from 'vitest'
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
