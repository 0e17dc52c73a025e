/** Runs what the interface shows to copy, as it stands, against a server, and looks for the line. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { senderGroups } from '~~/utils/snippet-catalogue'
import { fill } from '#shared/snippets/fill'
import { signUp, type Account } from '../fixtures/account'
import { queryAll } from '../fixtures/query'
import { startServer, type TestServer } from '../fixtures/server'
import { waitUntil } from '../fixtures/wait'

const root = resolve(import.meta.dirname, '../..')
const snippets = senderGroups.flatMap(group => group.senders).flatMap(sender => sender.snippets)
const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }

let server: TestServer
let account: Account
let folder: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
  // Below the project, so that Node finds the packages.
  mkdirSync(join(root, '.cache'), { recursive: true })
  folder = mkdtempSync(join(root, '.cache', 'snippets-'))
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await server?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

function textOf(id: string, mine: Record<string, string> = {}): { text: string, extension: string } {
  const { file } = snippets.find(snippet => snippet.id === id)!
  const filled = fill(readFileSync(join(root, file), 'utf8'), { address: server.url, key: account.key, projectId: account.projectId, source: id, table: undefined })
  return { text: filled.replace(/YOUR_[A-Z_]+/g, name => mine[name] ?? name), extension: file.replace(/^.*\./, '') }
}

async function makeSource(name: string): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/projects/${account.projectId}/sources`, {
    method: 'POST', headers: { 'cookie': account.cookie, 'content-type': 'application/json' }, body: JSON.stringify({ name }),
  })
  expect(answer.status).toBe(201)
}

/** Starts a snippet, and answers with what arrives in the source that it names. */
async function run(id: string, options: { lines?: number, mine?: Record<string, string>, path?: string } = {}): Promise<LogRow[]> {
  await makeSource(id)
  const { text, extension } = textOf(id, options.mine)
  const file = join(folder, `${id}.${extension === 'js' ? 'mjs' : extension}`)
  writeFileSync(file, text)
  const program = { sh: 'bash', js: process.execPath, py: 'python3' }[extension]!
  const env = { ...process.env, PATH: [options.path, process.env.PATH].filter(part => part).join(':') }
  const child = spawn(program, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output += chunk.toString())
  let records: LogRow[] = []
  try {
    await waitUntil(`${id} has arrived`, async () => {
      if (child.exitCode) throw new Error(`${id} ended with ${child.exitCode}:\n${output}`)
      records = await queryAll(server.url, account.key, { ...EVER, source: id, order: 'asc' })
      return records.length >= (options.lines ?? 1)
    })
  }
  finally {
    child.kill('SIGKILL')
    running.delete(child)
  }
  return records
}

describe('curl', () => {
  it('sends one line', async () => {
    expect(await run('curl-line')).toMatchObject([{ service: 'checkout', level: 'info', message: 'hello from curl', attributes: { region: 'eu' } }])
  })

  it('sends a batch', async () => {
    const records = await run('curl-batch', { lines: 2 })
    expect(records.map(({ service, level, message }) => [service, level, message])).toEqual([
      ['checkout', 'info', 'order 4711 placed'], ['payments', 'error', 'card declined'],
    ])
    expect(records[0]!.attributes).toMatchObject({ region: 'eu', amount: 42.5 })
  })

  it('sends text', async () => {
    const [record] = await run('curl-text')
    expect(record).toMatchObject({ service: 'host', level: 'warn', attributes: { disk: '/dev/sda1' } })
    expect(record!.message).toContain('disk almost full')
  })

  it('sends a file', async () => {
    writeFileSync(join(folder, 'old.log'), '2026-01-31 12:00:00 ERROR it broke\n\tat here\n2026-01-31 12:00:01 INFO it works\n')
    const records = await run('curl-file', { lines: 2, mine: { YOUR_FILE: 'old.log', YOUR_SERVICE: 'shop' } })
    expect(records.map(({ service, level }) => [service, level])).toEqual([['shop', 'error'], ['shop', 'info']])
    expect(records[0]!.message).toContain('at here')
  })

  it('sends the journal', async () => {
    const bin = join(folder, 'bin')
    mkdirSync(bin, { recursive: true })
    const entry = { __REALTIME_TIMESTAMP: '1767225600000000', PRIORITY: '3', SYSLOG_IDENTIFIER: 'sshd', MESSAGE: 'Connection closed', _PID: '7' }
    writeFileSync(join(bin, 'journalctl'), `#!/bin/sh\necho '${JSON.stringify(entry)}'\n`)
    chmodSync(join(bin, 'journalctl'), 0o755)
    expect(await run('journal', { path: bin })).toMatchObject([
      { timestamp: '2026-01-01T00:00:00.000000000Z', service: 'sshd', level: 'error', message: 'Connection closed' },
    ])
  })
})

describe('Node', () => {
  it.each(['pino-otlp', 'pino-loki'])('%s sends', async (id) => {
    const [record] = await run(id)
    expect(record).toMatchObject({ service: 'checkout', level: 'info' })
    expect(record!.message).toContain('hello from pino')
    expect(JSON.stringify(record)).toContain('4711')
  })

  it.each(['winston-http', 'winston-loki'])('%s sends', async (id) => {
    const [record] = await run(id)
    expect(record).toMatchObject({ service: 'checkout', level: 'info' })
    expect(record!.message).toContain('hello from winston')
    expect(JSON.stringify(record)).toContain('4711')
  })

  it('OpenTelemetry’s SDK sends', async () => {
    expect(await run('opentelemetry')).toMatchObject([{ service: 'checkout', level: 'info', message: 'hello from OpenTelemetry', attributes: { order: 4711 } }])
  })
})

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'])
    return true
  }
  catch {
    return false
  }
}

describe(`Python${hasPython() ? '' : ' (skipped: there is no python3 here)'}`, { skip: !hasPython() }, () => {
  it('sends by its standard library', async () => {
    expect(await run('python-stdlib')).toMatchObject([
      { service: 'checkout', level: 'info', message: 'hello from Python', attributes: { logger: 'orders', order: 4711 } },
    ])
  })
})
