import { describe, expect, it } from 'vitest'
import { defaultMemory, readConfig } from '~~/engine/config'
import { ExitCode } from '~~/engine/exit-codes'

const env = { CORDWOOD_ENGINE_DATA_DIR: '/data', CORDWOOD_ENGINE_PASSWORD: 'a-long-secret' }
const MiB = 1024 * 1024

describe('readConfig', () => {
  it('needs a directory and a password, and takes the rest from the machine', () => {
    const config = readConfig(env)
    expect(config).toMatchObject({ dataDir: '/data', host: '127.0.0.1', port: 8123, user: 'cordwood', endWithStdin: false })
    expect(config.serverMemory).toBeGreaterThanOrEqual(512 * MiB)
    expect(config.queryMemory).toBe(Math.floor(config.serverMemory / 2))
    expect(config.threads).toBeGreaterThan(0)
  })

  it('takes what it is given', () => {
    const config = readConfig({ ...env, CORDWOOD_ENGINE_PORT: '9', CORDWOOD_ENGINE_MEMORY: String(300 * MiB), CORDWOOD_ENGINE_MAX_QUERIES: '3', CORDWOOD_ENGINE_END_WITH_STDIN: '1' })
    expect(config).toMatchObject({ port: 9, serverMemory: 300 * MiB, maxQueries: 3, endWithStdin: true })
  })

  it.each([
    ['no password', { CORDWOOD_ENGINE_PASSWORD: undefined }, /PASSWORD is not set/],
    ['an empty password', { CORDWOOD_ENGINE_PASSWORD: '' }, /PASSWORD is not set/],
    ['a password that a request rule would take for a pattern', { CORDWOOD_ENGINE_PASSWORD: 'regex:.*....' }, /PASSWORD does not match/],
    ['no directory', { CORDWOOD_ENGINE_DATA_DIR: undefined }, /DATA_DIR is not set/],
    ['an address on the network', { CORDWOOD_ENGINE_HOST: '0.0.0.0' }, /must be 127.0.0.1/],
    ['the name of the start-up user', { CORDWOOD_ENGINE_USER: 'default' }, /other than "default"/],
    ['a name that is XML', { CORDWOOD_ENGINE_USER: 'a><b' }, /plain name/],
    ['a port out of range', { CORDWOOD_ENGINE_PORT: '70000' }, /from 1 to 65535/],
    ['a number that is none', { CORDWOOD_ENGINE_THREADS: '2x' }, /whole number/],
  ])('refuses %s', (_, change, message) => {
    const attempt = (): unknown => readConfig({ ...env, ...change })
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(expect.objectContaining({ exitCode: ExitCode.config }))
  })

  it('keeps the password out of its message', () => {
    expect(() => readConfig({ ...env, CORDWOOD_ENGINE_PASSWORD: 'short!' })).not.toThrow(/short!/)
  })
})

it.each([[1024, 512], [2048, 512], [8192, 2048], [65_536, 4096]])('of %i MiB the engine takes %i', (total, mine) => {
  expect(defaultMemory(total * MiB)).toBe(mine * MiB)
})
