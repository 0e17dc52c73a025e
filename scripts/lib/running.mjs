import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, startOf } from './lock.mjs'
import { at } from './paths.mjs'

const folder = at('.cache', 'running')

/**
 * The servers that `npm start` runs from this folder.
 * @param {string} [from]
 * @returns {{ pid: number, url: string }[]}
 */
export function runningServers(from = folder) {
  try {
    return readdirSync(from).flatMap(name => readServer(join(from, name)))
  }
  catch {
    return []
  }
}

/** @param {string} path */
function readServer(path) {
  try {
    const server = JSON.parse(readFileSync(path, 'utf8'))
    if (isAlive(server)) return [server]
  }
  catch {
    // Half-written by a process that was killed: as good as gone.
  }
  rmSync(path, { force: true })
  return []
}

/**
 * Notes a server, so that nobody builds under it.
 * @param {number} pid
 * @param {string} url
 * @returns {() => void} takes the note away
 */
export function noteServer(pid, url) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${pid}.json`)
  writeFileSync(path, JSON.stringify({ pid, started: startOf(pid), url }))
  return () => rmSync(path, { force: true })
}
