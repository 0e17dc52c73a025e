import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionSecret } from '~~/server/utils/session-secret'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordwood-secret-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('sessionSecret', () => {
  it('makes one at first start and keeps it, readable by its owner only', () => {
    const dataDir = join(folder, 'data')
    const secret = sessionSecret(dataDir, undefined)
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(sessionSecret(dataDir, '')).toBe(secret)
    expect(readdirSync(dataDir)).toEqual(['session.secret'])
    expect(statSync(join(dataDir, 'session.secret')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(dataDir, 'session.secret'), 'utf8')).toBe(secret)
  })

  it('takes the given one and writes nothing', () => {
    expect(sessionSecret(folder, 'x'.repeat(32))).toBe('x'.repeat(32))
    expect(readdirSync(folder)).toEqual([])
  })

  it('refuses what is too short to be safe', () => {
    expect(() => sessionSecret(folder, 'short')).toThrow('NUXT_SESSION_PASSWORD')
    writeFileSync(join(folder, 'session.secret'), '')
    expect(() => sessionSecret(folder, undefined)).toThrow('damaged')
  })
})
