import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MIN_LENGTH = 32

/**
 * The password that session cookies are sealed with: the given one, or one made at first start and kept in
 * `<dataDir>/session.secret`, readable by its owner only.
 * @throws Error when it is too short to be safe
 */
export function sessionSecret(dataDir: string, given: string | undefined): string {
  const secret = given || (readOrUndefined(join(dataDir, 'session.secret')) ?? makeSecret(dataDir))
  if (secret.length < MIN_LENGTH) {
    throw new Error(given
      ? `NUXT_SESSION_PASSWORD: use at least ${MIN_LENGTH} characters, or leave it out`
      : `${join(dataDir, 'session.secret')} is damaged: delete it, and everybody has to log in again`)
  }
  return secret
}

function makeSecret(dataDir: string): string {
  const file = join(dataDir, 'session.secret')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
  try {
    // A link appears whole, and fails if another process was first.
    linkSync(draft, file)
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  finally {
    unlinkSync(draft)
  }
  return readFileSync(file, 'utf8')
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
