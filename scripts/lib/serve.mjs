import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { Explained, explainListen } from './failures.mjs'
import { at, projectNode, root, toolEnvironment } from './paths.mjs'
import { noteServer, runningServers } from './running.mjs'
import { progress } from './steps.mjs'

/**
 * @typedef {object} Address
 * @property {string} host
 * @property {number} port
 */

/**
 * Where to listen, from the environment.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Address}
 */
export function readAddress(environment) {
  const host = environment.NITRO_HOST || environment.HOST || '127.0.0.1'
  const text = environment.NITRO_PORT || environment.PORT || '3000'
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Explained(`PORT is “${text}”, which is no port. Give a number from 1 to 65535: PORT=3000 npm start`)
  }
  return { host, port }
}

/**
 * The address to open in a browser.
 * @param {Address} address
 */
export function toUrl({ host, port }) {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/**
 * Makes sure that the port is free, and picks one for port 0.
 * @param {Address} address
 * @returns {Promise<Address>}
 */
export async function claim({ host, port }) {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  }
  catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code ?? String(error)
    const own = runningServers().find(server => server.url === toUrl({ host, port }))
    throw new Explained(explainListen(code, host, port, own && `the Cordwood that runs from this folder (process ${own.pid})`))
  }
  const found = /** @type {import('node:net').AddressInfo} */ (probe.address())
  await new Promise(done => probe.close(done))
  return { host, port: found.port }
}

/**
 * Runs the built server until it ends.
 * @param {string} entry
 * @param {Address} address
 * @param {{ node?: string, echoMs?: number }} [options] `echoMs`: how long a signal counts as the first one once more
 * @returns {Promise<number>} the exit code for this process
 */
export async function serve(entry, address, { node = projectNode, echoMs = ECHO_MS } = {}) {
  const url = toUrl(address)
  const child = spawn(node, ['--import', new URL('./follow-parent.mjs', import.meta.url).href, entry], {
    cwd: root, env: serverEnvironment(address), stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // A group of its own: Ctrl-C in a terminal then reaches the server once, through us.
    detached: true,
  })
  const ended = once(child, 'exit')
  const forget = noteServer(Number(child.pid), url)
  const state = forwardSignals(child, echoMs)
  const gone = new AbortController()
  void ended.then(() => gone.abort())
  await announce(url, gone.signal, state)
  const [code, signal] = /** @type {[number | null, NodeJS.Signals | null]} */ (await ended)
  forget()
  if (state.stopping) process.stderr.write('Stopped.\n')
  else process.stderr.write(`\n✗ The server ended by itself (${signal ?? `exit code ${code}`}); its last words are above.\n`)
  return exitCode(code, signal, state.stopping)
}

/**
 * Stopped on request by a signal it does not handle is as good as a clean end.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @param {boolean} stopping
 */
function exitCode(code, signal, stopping) {
  if (code !== null) return code
  if (stopping && signal === 'SIGTERM') return 0
  return signal === 'SIGKILL' ? 137 : 143
}

/**
 * @param {Address} address
 * @returns {NodeJS.ProcessEnv}
 */
function serverEnvironment({ host, port }) {
  const { CORDWOOD_DATA_DIR: data, CORDWOOD_ROOT: folder } = process.env
  return toolEnvironment({
    NODE_ENV: 'production',
    HOST: host, NITRO_HOST: host, PORT: String(port), NITRO_PORT: String(port),
    CORDWOOD_DATA_DIR: resolve(root, data || '.data'),
    CORDWOOD_ROOT: folder ? resolve(root, folder) : at(),
  })
}

/** Ctrl-C reaches the whole group, and npm passes its own on: what comes within this time is the same wish again. */
const ECHO_MS = 1500

/**
 * The first signal asks the server to end, a later one ends it with everything it started.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} echoMs
 */
function forwardSignals(child, echoMs) {
  const state = { stopping: false }
  let firstAt = 0
  const stop = () => {
    if (!state.stopping) {
      state.stopping = true
      firstAt = performance.now()
      process.stderr.write('\n… Stopping (once more to stop at once)\n')
      child.kill('SIGTERM')
    }
    else if (performance.now() - firstAt > echoMs) killGroup(child)
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop)
  return state
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  try {
    process.kill(-Number(child.pid), 'SIGKILL')
  }
  catch {
    child.kill('SIGKILL')
  }
}

/**
 * Waits until the server answers, and says where it is.
 * @param {string} url
 * @param {AbortSignal} gone
 * @param {{ stopping: boolean }} state
 */
async function announce(url, gone, state) {
  const end = progress('Starting the server')
  while (!gone.aborted && !state.stopping) {
    if (await isReady(url)) {
      end('Started')
      process.stderr.write(`\n  Cordwood is ready: ${url}\n  Ctrl-C stops it.\n\n`)
      return
    }
    await new Promise(done => setTimeout(done, 250))
  }
  end()
}

/**
 * Does the server take requests? A build without /ready is asked for /healthz, then for its first page.
 * @param {string} url
 */
async function isReady(url) {
  for (const path of ['/ready', '/healthz', '/']) {
    try {
      const response = await fetch(url + path, { redirect: 'manual', signal: AbortSignal.timeout(5000) })
      await response.body?.cancel()
      if (response.status !== 404) return response.status < 500
    }
    catch {
      return false
    }
  }
  return false
}
