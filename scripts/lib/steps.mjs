import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { Explained, explain, lastWords } from './failures.mjs'
import { root, toolEnvironment } from './paths.mjs'

/** Commands that run now, each the leader of a process group: what a signal has to end. */
const running = new Set()

/**
 * Says what takes long, with the seconds so far: on one line of a terminal, else a line every quarter of a minute.
 * @param {string} doing as in “Installing packages”
 * @returns {(done?: string) => void} ends it, with a line that says so when given
 */
export function progress(doing) {
  const begin = Date.now()
  const seconds = () => Math.round((Date.now() - begin) / 1000)
  const { isTTY } = process.stderr
  const show = () => process.stderr.write(isTTY ? `\r\x1B[K… ${doing} (${seconds()} s)` : `… ${doing} (${seconds()} s)\n`)
  process.stderr.write(isTTY ? `… ${doing}` : `… ${doing}\n`)
  const timer = setInterval(show, isTTY ? 1000 : 15_000)
  return (done) => {
    clearInterval(timer)
    if (isTTY) process.stderr.write('\r\x1B[K')
    if (done) process.stderr.write(`✓ ${done} (${seconds()} s)\n`)
  }
}

/**
 * @typedef {object} Command
 * @property {string} doing as in “Installing packages”
 * @property {string} done as in “Installed packages”
 * @property {string} log where the whole output goes
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * Runs a command with its output hidden. When it fails the end of the output is shown, with what to do.
 * @param {string} program
 * @param {string[]} args
 * @param {Command} command
 */
export async function runHidden(program, args, { doing, done, log, env }) {
  const end = progress(doing)
  const { code, signal, output } = await capture(program, args, env)
  mkdirSync(dirname(log), { recursive: true })
  writeFileSync(log, output)
  if (code === 0) return end(done)
  end()
  process.stderr.write(`\n${lastWords(output, 25)}\n\n`)
  const advice = explain(signal ? `${output}\nsignal ${signal}` : output)
  throw new Explained([
    `${doing} failed (${signal ? `ended by ${signal}` : `exit code ${code}`}).`,
    advice ?? 'The lines above say why.',
    `Everything it wrote is in ${relative(root, log)}.`,
  ].join(' '), { output })
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number | null, signal: string | null, output: string }>}
 */
function capture(program, args, env) {
  return new Promise((resolve, reject) => {
    // A group of its own, so that stopping it also stops what it started.
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    running.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', chunk => output += chunk)
    }
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal, output })
    })
  })
}

/**
 * Runs a command whose output is for the reader.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [extra]
 * @param {(text: string) => void} [write] takes the output, which else is shown at once
 * @returns {Promise<number>} its exit code
 */
export function runShown(program, args, extra = {}, write = undefined) {
  return new Promise((resolve, reject) => {
    const colours = write && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
    const child = spawn(program, args, { cwd: root, env: toolEnvironment({ ...colours, ...extra }), stdio: write ? ['ignore', 'pipe', 'pipe'] : 'inherit' })
    for (const stream of [child.stdout, child.stderr]) if (write) stream?.setEncoding('utf8').on('data', write)
    const forward = () => void child.kill('SIGTERM')
    // Ctrl-C reaches the command by itself; this process waits for it to end.
    const ignore = () => {}
    process.on('SIGTERM', forward).on('SIGINT', ignore)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      process.off('SIGTERM', forward).off('SIGINT', ignore)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}

/**
 * Ends every command that runs, with what it started.
 * @param {NodeJS.Signals} signal
 */
export function stopRunning(signal) {
  for (const child of running) {
    try {
      process.kill(-child.pid, signal)
    }
    catch {
      // It ended by itself in the meantime.
    }
  }
}

/**
 * Until the server runs, a signal ends what runs now and this program. Call the result to hand signals over.
 * @param {() => void} cleanUp
 * @returns {() => void}
 */
export function stopOnSignal(cleanUp) {
  const handlers = /** @type {[NodeJS.Signals, number][]} */ ([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]])
    .map(([signal, exitCode]) => /** @type {const} */ ([signal, () => {
      process.stderr.write('\nStopped.\n')
      stopRunning('SIGTERM')
      cleanUp()
      process.exit(exitCode)
    }]))
  for (const [signal, handler] of handlers) process.on(signal, handler)
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler))
}
