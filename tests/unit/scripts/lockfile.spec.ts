import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { covers } from '../../../scripts/lib/install.mjs'
import { findFrom, missingOptional, platformOf } from '../../../scripts/lib/lockfile.mjs'

type Locked = import('../../../scripts/lib/lockfile.mjs').Locked

const lockfile = fileURLToPath(new URL('../../../package-lock.json', import.meta.url))

const { satisfies } = createRequire(import.meta.url)('semver') as { satisfies: (version: string, range: string) => boolean }

describe('lockfile', () => {
  it('holds the optional peers that npm 10 asks for (npm run lock adds them)', () => {
    const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, Locked> }
    const wrong = Object.entries(packages).flatMap(([place, { peerDependencies = {}, peerDependenciesMeta = {} }]) =>
      Object.entries(peerDependencies).filter(([name, range]) => {
        const found = peerDependenciesMeta[name]?.optional && findFrom(packages, place, name)
        return found && !satisfies(String(found.version), range)
      }).map(([name]) => `${place} → ${name}`))
    expect(wrong).toEqual([])
  })

  it('names every optional package, or npm ci refuses it (npm run lock adds them)', () => {
    const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'))
    expect(missingOptional(packages).map(({ place }) => place)).toEqual([])
  })

  it('names no registry: mirrors differ', () => {
    expect(readFileSync(lockfile, 'utf8')).not.toContain('"resolved"')
  })

  it.each([
    ['@rollup/rollup-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['@rollup/rollup-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@rollup/rollup-win32-x64-gnu', { os: ['win32'], cpu: ['x64'] }],
    ['@esbuild/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
    ['fsevents', undefined],
  ])('reads the platform of %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform)
  })

  it('nests a version that differs from the one at the top', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', optionalDependencies: { '@x/linux-arm64': '1.0.0' } },
      'node_modules/@x/linux-arm64': { version: '2.0.0' },
    }
    expect(missingOptional(packages).map(({ place }) => place)).toEqual(['node_modules/a/node_modules/@x/linux-arm64'])
  })

  it('finds what is installed to match or not', () => {
    const wanted = { '': {}, 'node_modules/a': { version: '1', integrity: 'x' }, 'node_modules/b': { version: '1', optional: true } }
    expect(covers(wanted, { 'node_modules/a': { version: '1', integrity: 'x' } })).toBe(true)
    expect(covers(wanted, { 'node_modules/a': { version: '2', integrity: 'y' } })).toBe(false)
    expect(covers(wanted, {})).toBe(false)
    expect(covers(wanted, { 'node_modules/a': { version: '1', integrity: 'x' }, 'node_modules/c': { version: '1' } })).toBe(false)
  })
})
