import type { ChildProcess, SpawnOptionsWithoutStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../fixtures/free-port'

const serveModule = new URL('../../../scripts/lib/serve.mjs', import.meta.url).href
const entry = `
  import { createServer } from 'node:http'
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/ready' ? 200 : 404
    response.end(String(process.pid))
    if (request.url === '/end') process.exit(0)
  })
  server.listen(Number(process.env.PORT), process.env.HOST)
  process.on('SIGTERM', async () => {
    if (process.env.FAKE === 'stubborn') return
    if (process.env.FAKE === 'slow') await new Promise(done => setTimeout(done, 500))
    console.log('closed cleanly')
    process.exit(Number(process.env.FAKE) || 0)
  })
  if (process.env.FAKE === 'fails') setTimeout(() => process.exit(7), 300)
`

let folder: string
let port: number
let starter: ChildProcess | undefined

interface Started { output: () => string, child: ChildProcess }

/** Runs what `npm start` runs once everything is built, on a tiny server. */
function start(fake?: string, options: { echoMs?: number } = {}): Started {
  return run(process.execPath, [writeStart(options)], { env: { ...process.env, FAKE: fake } })
}

/** The same below npm, in a process group of its own as a shell makes it. Its server takes a while to close. */
function startByNpm(): Started {
  writeStart()
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: 'exec node start.mjs' } }))
  return run('npm', ['start'], { cwd: folder, detached: true, env: { ...process.env, FAKE: 'slow' } })
}

function writeStart(options: { echoMs?: number } = {}): string {
  writeFileSync(join(folder, 'entry.mjs'), entry)
  const path = join(folder, 'start.mjs')
  writeFileSync(path, `
    import { serve } from ${JSON.stringify(serveModule)}
    const entry = ${JSON.stringify(join(folder, 'entry.mjs'))}
    process.exit(await serve(entry, { host: '127.0.0.1', port: ${port} }, { node: process.execPath, ...${JSON.stringify(options)} }))
  `)
  return path
}

function run(command: string, args: string[], options: SpawnOptionsWithoutStdio): Started {
  const child = spawn(command, args, options)
  starter = child
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output += text)
  return { output: () => output, child }
}

/** With which code or signal it ended, once all that it and its server have said is there. */
const ended = (child: ChildProcess) => once(child, 'close')
const untilReady = (output: () => string) => expect.poll(output).toContain(`Cordwood is ready: http://127.0.0.1:${port}`)
const answers = () => fetch(`http://127.0.0.1:${port}/ready`).then(response => response.ok, () => false)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordwood-serve-'))
  port = await freePort()
})
afterEach(() => {
  starter?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('npm start, once built', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s stops the server cleanly', async (signal) => {
    const { output, child } = start()
    await untilReady(output)
    child.kill(signal)
    expect(await ended(child)).toEqual([0, null])
    expect(output()).toContain('closed cleanly')
    expect(await answers()).toBe(false)
  })

  it('exits with the server’s code', async () => {
    const { output, child } = start('3')
    await untilReady(output)
    child.kill('SIGTERM')
    expect(await ended(child)).toEqual([3, null])
  })

  it.each([
    ['a later signal kills a server that does not end', 0, 137], ['an echo of the first signal does not', 600_000, 0],
  ])('%s', async (_what, echoMs, code) => {
    const { output, child } = start('stubborn', { echoMs })
    await untilReady(output)
    child.kill('SIGINT')
    await expect.poll(output).toContain('Stopping')
    child.kill('SIGINT')
    // Ends by itself the server that was not killed.
    if (echoMs > 0) await fetch(`http://127.0.0.1:${port}/end`)
    expect(await ended(child)).toEqual([code, null])
    expect(await answers()).toBe(false)
  })

  // A terminal's Ctrl-C reaches npm and what it started, and npm passes on what it gets.
  it.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly when %s goes to the whole group of npm start', async (signal) => {
    const { output, child } = startByNpm()
    await untilReady(output)
    process.kill(-child.pid!, signal)
    await ended(child)
    expect(output()).toContain('closed cleanly')
    expect(output()).toContain('Stopped.')
    expect(await answers()).toBe(false)
  })

  it('says that the server ended by itself, with its code', async () => {
    const { output, child } = start('fails')
    expect(await ended(child)).toEqual([7, null])
    expect(output()).toMatch(/ended by itself \(exit code 7\)/)
  })

  it('leaves no orphan when it is killed outright', async () => {
    const { output, child } = start()
    await untilReady(output)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(answers).toBe(false)
  })
})
