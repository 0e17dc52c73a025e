import { describe, expect, it } from 'vitest'
import { explain, explainListen, lastWords } from '../../../scripts/lib/failures.mjs'
import { unsupported } from '../../../scripts/lib/platform.mjs'
import { readAddress, toUrl } from '../../../scripts/lib/serve.mjs'
import { countsOf, report, total } from '../../../scripts/lib/test-results.mjs'
import { parseArguments, rounds } from '../../../scripts/lib/test-steps.mjs'

describe('what to do about a failure', () => {
  it.each([
    ['npm error code ENOSPC\nnpm error no space left on device, write', /disk is full/],
    ['npm error code ENOTFOUND\nnpm error request to https://registry.npmjs.org failed', /registry could not be reached/],
    ['npm error code ECONNREFUSED', /registry could not be reached/],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['npm error code E401', /refused the request/],
    ['npm error code ETARGET\nnpm error notarget No matching version found', /mirror/],
    ['npm error code EACCES', /could not be written/],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', /out of memory/],
    ['npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.', /npm run lock/],
  ])('%j', (output, advice) => {
    expect(explain(output)).toMatch(advice)
  })

  it('says nothing about what it does not know', () => {
    expect(explain('[nuxt] Could not resolve ./nope')).toBeUndefined()
  })

  it('shows the end of the output without what hides it', () => {
    const output = 'one\nnpm warn peer\nnpm error Missing: a\nnpm error Usage:\nnpm error npm ci\n'
    expect(lastWords(output, 25)).toBe('one\nnpm error Missing: a')
    expect(lastWords('1\n2\n3\n', 2)).toBe('2\n3')
  })

  it.each([
    ['EADDRINUSE', /Port 3000 on 127\.0\.0\.1 is taken by another.*PORT=3001 npm start/],
    ['EACCES', /above 1023/],
    ['EADDRNOTAVAIL', /no address/],
  ])('%s', (code, message) => {
    expect(explainListen(code, '127.0.0.1', 3000, 'another')).toMatch(message)
  })
})

describe('machines', () => {
  const linux = { platform: 'linux', arch: 'x64', glibc: true, externalEngine: false }
  it.each([
    [linux, undefined],
    [{ ...linux, glibc: false }, /musl/],
    [{ ...linux, platform: 'win32', glibc: false }, /WSL/],
    [{ ...linux, arch: 'arm64' }, /CLICKHOUSE_URL/],
    [{ ...linux, arch: 'arm64', externalEngine: true }, undefined],
    [{ ...linux, platform: 'darwin', glibc: false }, /CLICKHOUSE_URL/],
  ])('%j', (machine, message) => {
    if (message) expect(unsupported(machine)).toMatch(message)
    else expect(unsupported(machine)).toBeUndefined()
  })
})

describe('address', () => {
  it('has defaults, and Nitro’s own names go first', () => {
    expect(readAddress({})).toEqual({ host: '127.0.0.1', port: 3000 })
    expect(readAddress({ HOST: '0.0.0.0', PORT: '80', NITRO_PORT: '81' })).toEqual({ host: '0.0.0.0', port: 81 })
  })

  it.each(['x', '-1', '65536', '1.5'])('refuses PORT=%s', (PORT) => {
    expect(() => readAddress({ PORT })).toThrow(/PORT is/)
  })

  it.each([['0.0.0.0', 'http://127.0.0.1:1'], ['::', 'http://[::1]:1'], ['localhost', 'http://localhost:1']])('%s is opened at %s', (host, url) => {
    expect(toUrl({ host, port: 1 })).toBe(url)
  })
})

describe('npm test', () => {
  it('runs all steps, or one with arguments for its tool', () => {
    expect(parseArguments([]).names).toEqual(['lint', 'knip', 'types', 'unit', 'nuxt', 'build', 'integration', 'e2e'])
    expect(parseArguments(['unit'])).toEqual({ names: ['unit'], rest: [] })
    expect(parseArguments(['lint', 'unit'])).toEqual({ names: ['lint', 'unit'], rest: [] })
    expect(parseArguments(['lint', '--fix'])).toEqual({ names: ['lint'], rest: ['--fix'] })
    expect(parseArguments(['unit', '--', 'tests/unit/a.spec.ts', '-t', 'x'])).toEqual({ names: ['unit'], rest: ['tests/unit/a.spec.ts', '-t', 'x'] })
    expect(parseArguments(['unit', '--'])).toEqual({ names: ['unit'], rest: [] })
  })

  it('runs the checks that need one core each beside each other, and the rest one by one', () => {
    expect(rounds(parseArguments([]).names)).toEqual([['lint', 'knip', 'types'], ['unit'], ['nuxt'], ['build'], ['integration'], ['e2e']])
    expect(rounds(['lint', 'unit', 'types'])).toEqual([['lint'], ['unit'], ['types']])
    expect(rounds(['types'])).toEqual([['types']])
  })

  it('refuses what it does not know', () => {
    expect(() => parseArguments(['nope'])).toThrow(/no step “nope”/)
    expect(() => parseArguments(['--watch'])).toThrow(/Name the one step/)
  })

  it('sums up, and a failure never looks green', () => {
    const unit = { name: 'unit', ok: true, seconds: 1, counts: countsOf({ numPassedTests: 3, numPendingTests: 1, numTodoTests: 1 }, true) }
    expect(total([unit])).toBe('3 passed, 0 failed, 2 skipped')
    expect(total([{ ...unit, counts: countsOf({ numPassedTests: 3 }, true) }])).toBe('3 passed, 0 failed')
    expect(total([{ name: 'lint', ok: false, seconds: 1 }])).toBe('0 passed, 1 failed')
    expect(countsOf(undefined, false)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countsOf({ numPassedTests: 2, numFailedTests: 0 }, false)).toEqual({ passed: 2, failed: 1, skipped: 0 })
  })

  it('names the step that stopped it', () => {
    const text = report([{ name: 'lint', ok: false, seconds: 1 }], ['unit'])
    expect(text).toMatch(/✗ lint/)
    expect(text).toMatch(/unit +not run/)
    expect(text).toMatch(/npm test -- lint/)
  })
})
