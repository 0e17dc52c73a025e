import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ExitCode } from '~~/engine/exit-codes'
import { Backoff } from '~~/server/domain/engine/backoff'
import { exitReason } from '~~/server/domain/engine/exit-reasons'
import { readEngineLines, readNativeLines } from '~~/server/domain/engine/lines'
import { engineSecret } from '~~/server/domain/engine/secret'
import { eventually } from '~~/tests/fixtures/eventually'

describe('Backoff', () => {
  it('doubles up to its limit and starts anew', () => {
    const backoff = new Backoff(100, 1000, () => 0)
    expect(Array.from({ length: 6 }, () => backoff.next())).toEqual([100, 200, 400, 800, 1000, 1000])
    backoff.reset()
    expect(backoff.next()).toBe(100)
  })

  it('takes up to a quarter off', () => {
    expect(new Backoff(100, 1000, () => 1).next()).toBe(75)
  })
})

describe('exitReason', () => {
  const end = { code: null, signal: null, lastError: undefined, dataDir: '/data', port: 1234, entry: 'main.ts' }
  it.each([
    [ExitCode.locked, 'slow', '/data is in use by another process'],
    [ExitCode.portTaken, 'slow', 'Port 1234'],
    [ExitCode.diskFull, 'slow', 'is full'],
    [ExitCode.platform, 'never', 'CLICKHOUSE_URL'],
    [ExitCode.config, 'never', 'configuration'],
    [ExitCode.failed, 'backoff', 'exit code 1'],
  ])('code %i: %s', (code, retry, text) => {
    const reason = exitReason({ ...end, code })
    expect(reason.retry).toBe(retry)
    expect(reason.message).toContain(text)
  })

  it('names the signal and quotes the first line of the last error', () => {
    expect(exitReason({ ...end, signal: 'SIGKILL' }).message).toContain('for want of memory')
    expect(exitReason({ ...end, signal: 'SIGSEGV', lastError: 'first\nsecond' }).message).toBe('The embedded ClickHouse engine ended by SIGSEGV (first).')
  })
})

describe('engineSecret', () => {
  const dirs: string[] = []
  const directory = (): string => dirs[dirs.push(mkdtempSync(join(tmpdir(), 'cordwood-secret-'))) - 1]!
  afterEach(() => dirs.splice(0).forEach(dir => rmSync(dir, { recursive: true })))

  it('is made once, for this user only', () => {
    const dir = join(directory(), 'made', 'on the way')
    const secret = engineSecret(dir)
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(engineSecret(dir)).toBe(secret)
    expect(statSync(join(dir, 'engine.secret')).mode & 0o777).toBe(0o600)
    expect(readdirSync(dir)).toEqual(['engine.secret'])
  })

  it('closes a file that others could read', () => {
    const dir = directory()
    engineSecret(dir)
    chmodSync(join(dir, 'engine.secret'), 0o644)
    engineSecret(dir)
    expect(statSync(join(dir, 'engine.secret')).mode & 0o777).toBe(0o600)
  })

  it('does not overwrite what is no secret', () => {
    const dir = directory()
    writeFileSync(join(dir, 'engine.secret'), 'short')
    expect(() => engineSecret(dir)).toThrow('does not hold an engine secret')
  })
})

describe('the lines of the engine', () => {
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  afterEach(() => void vi.clearAllMocks())

  it('go to the log, readiness and errors to the supervisor', async () => {
    const onReady = vi.fn()
    const onError = vi.fn()
    const stream = new PassThrough()
    readEngineLines(stream, logger, { onReady, onError })
    stream.end('{"event":"ready","url":"http://x"}\n{"level":"info","msg":"a","n":1}\n{"level":"error","msg":"bad"}\nnot json\n')
    await eventually(() => expect(logger.warn).toHaveBeenCalledWith({ engine: true }, 'not json'))
    expect(onReady).toHaveBeenCalledOnce()
    expect(onError.mock.calls).toEqual([['bad']])
    expect(logger.info).toHaveBeenCalledWith({ engine: true, n: 1 }, 'a')
  })

  it('of the library are passed on, but for the usual end', async () => {
    const stream = new PassThrough()
    readNativeLines(stream, logger)
    stream.end('\nCode: 394. (QUERY_WAS_CANCELLED)\nsomething odd\n')
    await eventually(() => expect(logger.warn.mock.calls).toEqual([[{ engine: true, text: 'something odd' }, 'embedded ClickHouse']]))
  })
})
