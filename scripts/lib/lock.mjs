import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string} [started] tells a process from a later one with the same pid, where the system says
 * @property {string} [what] what it is doing, for messages
 */

/**
 * When a process started, as the kernel counts; undefined where it does not say.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function startOf(pid) {
  try {
    // The command may hold spaces and brackets: count the fields after its last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  }
  catch {
    return undefined
  }
}

/**
 * Does the process that wrote this still run?
 * @param {Holder} holder
 * @returns {boolean}
 */
export function isAlive(holder) {
  if (!Number.isInteger(holder.pid) || holder.pid <= 0) return false
  try {
    process.kill(holder.pid, 0)
  }
  catch (error) {
    // EPERM: it runs, as somebody else.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false
  }
  return holder.started === undefined || holder.started === startOf(holder.pid)
}

/**
 * Who holds the lock; undefined when nobody does, the file is unreadable or its process is gone.
 * @param {string} path
 * @returns {Holder | undefined}
 */
export function readHolder(path) {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8'))
    return isAlive(holder) ? holder : undefined
  }
  catch {
    return undefined
  }
}

/**
 * Takes the lock if it is free.
 * @param {string} path
 * @param {string} what
 * @returns {(() => void) | undefined} lets go of it; undefined when somebody else has it
 */
export function tryLock(path, what) {
  mkdirSync(dirname(path), { recursive: true })
  if (!readHolder(path)) clearStale(path)
  const mine = `${path}.${process.pid}`
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid), what }))
  try {
    // A link appears with its content, so nobody ever reads a half-written lock.
    linkSync(mine, path)
  }
  catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    return undefined
  }
  finally {
    unlinkSync(mine)
  }
  return () => rmSync(path, { force: true })
}

/**
 * Removes a lock left by a dead process. Another process may do the same at the same time and already hold a new
 * lock: what was moved away is looked at again, and put back when it is alive.
 * @param {string} path
 */
function clearStale(path) {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  }
  catch {
    return
  }
  try {
    if (readHolder(aside)) linkSync(aside, path)
  }
  finally {
    rmSync(aside, { force: true })
  }
}

/**
 * Takes the lock, waiting for whoever has it.
 * @param {string} path
 * @param {string} what
 * @param {(holder: Holder | undefined) => void} onWait called once, when it has to wait
 * @returns {Promise<() => void>} lets go of it
 */
export async function lock(path, what, onWait) {
  for (let waiting = false; ; waiting = true) {
    const release = tryLock(path, what)
    if (release) return release
    if (!waiting) onWait(readHolder(path))
    await new Promise(resolve => setTimeout(resolve, 300))
  }
}
