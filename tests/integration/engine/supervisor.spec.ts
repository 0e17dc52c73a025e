import { spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { startEngine } from '~~/server/domain/engine'
import type { EngineHandle, EngineOptions } from '~~/server/domain/engine'
import { alive, quiet, scratch, testEngine, until } from './support'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const cleanUp: Array<() => unknown> = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

const directory = (): string => {
  const dir = scratch()
  cleanUp.push(dir.remove)
  return dir.path
}

const start = (dataDir: string, more: Partial<EngineOptions> = {}): EngineHandle => {
  const handle = startEngine({ dataDir, logger: quiet, ...more })
  cleanUp.push(() => handle.stop())
  return handle
}

describe('the supervised engine', () => {
  it('comes back after a kill at the same address, with its data', async () => {
    const reasons: string[] = []
    const engine = await testEngine({ onRestart: (n, reason) => reasons.push(`${n}: ${reason}`) })
    cleanUp.push(() => engine.close())
    await engine.client.command({ query: 'CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n' })
    await engine.client.insert({ table: 'kept', values: [{ n: 1 }], format: 'JSONEachRow' })
    const { url, pid } = engine.handle

    process.kill(pid!, 'SIGKILL')
    await until(() => engine.handle.state() === 'restarting')
    await engine.handle.whenReady()

    expect(engine.handle.url).toBe(url)
    expect(engine.handle.pid).not.toBe(pid)
    expect(engine.handle.restarts()).toBe(reasons.length)
    expect(reasons[0]).toContain('1: The embedded ClickHouse engine was killed')
    expect(await engine.rows('SELECT n FROM kept')).toEqual([{ n: 1 }])
  })

  it('is killed and started again when it hangs', async () => {
    const reasons: string[] = []
    const handle = start(directory(), { times: { hangAfter: 3000, pingEvery: 50 }, onRestart: (_, reason) => reasons.push(reason) })
    await handle.whenReady()
    const { pid } = handle
    process.kill(pid!, 'SIGSTOP')
    await until(() => handle.restarts() > 0)
    await handle.whenReady()
    expect(reasons[0]).toContain('did not answer')
    expect(handle.pid).not.toBe(pid)
  })

  it('stops with its process gone, and keeps its secret to itself', async () => {
    const dataDir = directory()
    const handle = start(dataDir)
    await handle.whenReady()
    const { pid } = handle
    await handle.stop()
    expect(handle.state()).toBe('stopped')
    expect(alive(pid!)).toBe(false)
    await expect(handle.whenReady()).rejects.toThrow('stopped')
    const secret = join(dataDir, 'engine.secret')
    expect(statSync(secret).mode & 0o777).toBe(0o600)
    expect(readFileSync(secret, 'utf8').trim()).toBe(handle.password)
    expect(start(dataDir).password).toBe(handle.password)
  })

  it('says that the directory is in use, and goes on when it is free', async () => {
    const dataDir = directory()
    const first = start(dataDir)
    await first.whenReady()
    const second = start(dataDir, { times: { slowRetry: 200 } })
    await until(() => second.state() === 'failed')
    expect(second.failure()).toContain('in use by another process')
    expect(first.state()).toBe('ready')
    await first.stop()
    await second.whenReady()
    expect(second.failure()).toBeUndefined()
  })

  it('says that the port is taken, and goes on when it is free', async () => {
    const blocker = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
    await new Promise(resolve => blocker.once('listening', resolve))
    const { port } = blocker.address() as { port: number }
    const handle = start(directory(), { listenPort: port, times: { slowRetry: 200 } })
    await until(() => handle.state() === 'failed')
    expect(handle.failure()).toContain(`Port ${port}`)
    await new Promise(resolve => blocker.close(resolve))
    await handle.whenReady()
  })

  it('says that the machine has no engine, and leaves it at that', async () => {
    const dataDir = directory()
    process.env.CHDB_LIBCHDB_PATH = join(dataDir, 'no-such-library.so')
    const handle = start(dataDir)
    delete process.env.CHDB_LIBCHDB_PATH
    await expect(handle.whenReady()).rejects.toThrow('CLICKHOUSE_URL')
    expect(handle.state()).toBe('failed')
    expect(handle.restarts()).toBe(0)
  })

  it('ends when its server is killed, and the next server opens the directory', async () => {
    const dataDir = directory()
    const script = `
      import { startEngine } from './server/domain/engine/index.ts'
      const quiet = { debug() {}, info() {}, warn() {}, error() {} }
      const engine = startEngine({ dataDir: process.argv[1], logger: quiet })
      await engine.whenReady()
      console.log(JSON.stringify({ pid: engine.pid }))`
    const server = spawn(process.execPath, ['--import', './tests/integration/engine/resolve-ts.mjs', '--input-type=module-typescript', '-e', script, dataDir], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    const line = await new Promise<string>(resolve => server.stdout.once('data', (data: Buffer) => resolve(data.toString())))
    const { pid } = JSON.parse(line) as { pid: number }
    expect(alive(pid)).toBe(true)
    server.kill('SIGKILL')
    const next = start(dataDir)
    await next.whenReady()
    await until(() => !alive(pid))
  })
})
