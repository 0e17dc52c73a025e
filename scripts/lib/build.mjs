import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { Explained } from './failures.mjs'
import { hashFiles, readStamp, sourceFiles } from './hash.mjs'
import { install, isInstalled } from './install.mjs'
import { lock } from './lock.mjs'
import { at, projectNode, root, toolEnvironment } from './paths.mjs'
import { runningServers } from './running.mjs'
import { runHidden, stopOnSignal } from './steps.mjs'

const stamp = at('.output', '.cordwood-build')
export const serverEntry = at('.output', 'server', 'index.mjs')

/** What the build is made from, as one hash. */
export const sourcesHash = () => hashFiles(root, sourceFiles(root))

/** Is .output built from the sources as they are now? */
export const isBuilt = () => existsSync(serverEntry) && readStamp(stamp) === sourcesHash()

/**
 * Builds when the sources changed. Call it under the lock.
 * @param {{ always?: boolean }} [options]
 */
export async function build({ always = false } = {}) {
  if (!always && isBuilt()) return
  const server = runningServers()[0]
  if (server) {
    // It loads its parts when they are first needed: a new build would take them away from under it.
    throw new Explained(`Cordwood runs from this folder (process ${server.pid}, ${server.url}) and the sources have changed. `
      + `Stop it first: kill ${server.pid}`)
  }
  // Taken before the build: a file changed meanwhile must make the next start build again.
  const hash = sourcesHash()
  rmSync(stamp, { force: true })
  await runHidden(projectNode, [at('node_modules', 'nuxt', 'bin', 'nuxt.mjs'), 'build'], {
    doing: 'Building', done: 'Built', log: at('.cache', 'logs', 'build.log'), env: toolEnvironment({ NODE_ENV: 'production' }),
  })
  writeFileSync(stamp, hash)
}

/**
 * Brings node_modules (and .output, where asked) up to date; one process at a time in a folder.
 * @param {{ output: boolean, always?: boolean }} what
 */
export async function prepare({ output, always = false }) {
  if (!always && isInstalled() && (!output || isBuilt())) return
  let release = () => {}
  const handOver = stopOnSignal(() => release())
  release = await lock(at('.cache', 'prepare.lock'), 'installing and building', (holder) => {
    process.stderr.write(`… Another npm command (process ${holder?.pid ?? 'unknown'}) is installing or building here: waiting for it\n`)
  })
  try {
    await install()
    if (output) await build({ always })
  }
  finally {
    release()
    handOver()
  }
}
