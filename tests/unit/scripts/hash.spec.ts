import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashFiles, readStamp, sourceFiles } from '../../../scripts/lib/hash.mjs'

let folder: string
const write = (path: string, content = path) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}
const hash = () => hashFiles(folder, sourceFiles(folder))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordwood-hash-'))
  for (const path of ['app.vue', 'pages/index.vue', 'server/api/a.ts', 'package-lock.json']) write(path)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('hash of the sources', () => {
  it('changes with a content, a name, a new folder and a missing file', () => {
    const hashes = [hash()]
    const next = (change: () => void) => {
      change()
      hashes.push(hash())
    }
    next(() => write('app.vue', 'other'))
    next(() => write('pages/new.vue'))
    next(() => write('brand-new-folder/a.ts'))
    next(() => rmSync(join(folder, 'pages/new.vue')))
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('does not change with times, and what is not built', () => {
    const before = hash()
    utimesSync(join(folder, 'app.vue'), 1, 1)
    for (const path of ['tests/a.spec.ts', 'docs/a.md', 'README.md', 'node_modules/a/index.js', '.data/x', '.output/y', 'engine/main.ts', 'npm.log']) write(path)
    expect(hash()).toBe(before)
  })

  it('tells “ab, c” from “a, bc”', () => {
    write('x', 'ab')
    write('y', 'c')
    const first = hashFiles(folder, ['x', 'y'])
    write('x', 'a')
    write('y', 'bc')
    expect(hashFiles(folder, ['x', 'y'])).not.toBe(first)
  })

  it('reads a stamp, or nothing', () => {
    write('stamp', 'abc\n')
    expect(readStamp(join(folder, 'stamp'))).toBe('abc')
    expect(readStamp(join(folder, 'none'))).toBeUndefined()
  })
})
