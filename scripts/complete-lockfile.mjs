// `npm run lock`: after any `npm install`, so that `npm ci` works on every machine and under npm 10 and 11 alike.
// npm 10 (which comes with Node 20) wants a few optional peers in the lockfile that npm 11 leaves out, and both leave
// out packages for other platforms: see lib/lockfile.mjs.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missingOptional, sortPlaces } from './lib/lockfile.mjs'
import { at, systemEnvironment } from './lib/paths.mjs'

const path = at('package-lock.json')

/** The packages as npm 10 locks them, from this lockfile. */
function lockedByNpm10() {
  const folder = mkdtempSync(join(tmpdir(), 'cordwood-lock-'))
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(at(name), join(folder, name))
    execFileSync('npx', ['--yes', 'npm@10', 'install', '--package-lock-only', '--ignore-scripts'], {
      cwd: folder, env: systemEnvironment(), stdio: ['ignore', 'ignore', 'inherit'],
    })
    return JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages
  }
  finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Adds what is missing; returns how many. */
function complete() {
  const lockfile = JSON.parse(readFileSync(path, 'utf8'))
  const peers = Object.entries(lockedByNpm10()).filter(([place]) => !(place in lockfile.packages))
  for (const [place, entry] of peers) lockfile.packages[place] = entry
  const missing = missingOptional(lockfile.packages)
  for (const { place, entry } of missing) lockfile.packages[place] = entry
  lockfile.packages = sortPlaces(lockfile.packages)
  writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`)
  return peers.length + missing.length
}

const added = complete()
console.log(added ? `Added ${added} packages to package-lock.json` : 'package-lock.json is complete')
