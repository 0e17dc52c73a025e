import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAlive, lock, readHolder, startOf, tryLock } from '../../../scripts/lib/lock.mjs'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordwood-lock-'))
  path = join(folder, 'prepare.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The pid of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return Number(child.pid)
}

describe('lock', () => {
  it('is held by one at a time, and leaves nothing behind', () => {
    const release = tryLock(path, 'building')
    expect(release).toBeTypeOf('function')
    expect(readHolder(path)).toMatchObject({ pid: process.pid, what: 'building' })
    expect(tryLock(path, 'building')).toBeUndefined()
    release?.()
    expect(readdirSync(folder)).toEqual([])
  })

  it('is taken over from a process that is gone', async () => {
    writeFileSync(path, JSON.stringify({ pid: await deadPid(), what: 'building' }))
    expect(readHolder(path)).toBeUndefined()
    expect(tryLock(path, 'mine')).toBeTypeOf('function')
    expect(readHolder(path)).toMatchObject({ pid: process.pid })
  })

  it('is taken over from a process whose pid now belongs to another', () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: '1' }))
    expect(tryLock(path, 'mine')).toBeTypeOf('function')
  })

  it.each(['', '{', 'null', '{"pid":0}', '{"pid":-1}', '{"pid":"x"}'])('does not mind a damaged file: %j', (content) => {
    writeFileSync(path, content)
    expect(tryLock(path, 'mine')).toBeTypeOf('function')
  })

  it('waits for whoever has it', async () => {
    const release = tryLock(path, 'first')
    const seen: (number | undefined)[] = []
    const second = lock(path, 'second', holder => seen.push(holder?.pid))
    await expect.poll(() => seen).toEqual([process.pid])
    release?.()
    const releaseSecond = await second
    expect(readHolder(path)).toMatchObject({ what: 'second' })
    releaseSecond()
    expect(existsSync(path)).toBe(false)
  })

  it('knows a running process from a dead one', async () => {
    expect(isAlive({ pid: process.pid, started: startOf(process.pid) })).toBe(true)
    expect(isAlive({ pid: await deadPid() })).toBe(false)
  })
})
