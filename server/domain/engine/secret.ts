import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The engine's password: made at the first start and kept in
 * `<dataDir>/engine.secret`, readable by this user only.
 * @returns 43 characters, base64url.
 * @throws Error when the file is there but is no secret, or cannot be made.
 */
export function engineSecret(dataDir: string): string {
  const path = join(dataDir, 'engine.secret')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const kept = read(path)
  if (kept !== undefined) return kept
  // Written whole under another name first: two servers starting at once agree on one.
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  finally {
    rmSync(draft, { force: true })
  }
  return read(path) ?? fail(path)
}

function read(path: string): string | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (!/^[\w-]{32,256}$/.test(text)) fail(path)
  chmodSync(path, 0o600)
  return text
}

function fail(path: string): never {
  throw new Error(`${path} does not hold an engine secret; delete it and start again`)
}
