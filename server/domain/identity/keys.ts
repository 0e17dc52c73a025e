import { createHash, randomInt } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { tables, type Database } from '~~/db/sqlite'
import type { Clock } from '../kernel'
import type { KeyPrincipal } from './types'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SECRET_FORM = /^cw_[0-9A-Za-z]{40}$/
const PREFIX_LENGTH = 10
const MAX_CACHED = 10_000
const USE_RECORDED_EVERY_MS = 60_000

/** A fresh API key: `cw_` and 40 random letters and digits (238 bits). */
export function newSecret(): string {
  let secret = 'cw_'
  for (let i = 0; i < 40; i++) secret += ALPHABET[randomInt(ALPHABET.length)]
  return secret
}

/** What is stored of a key. A plain SHA-256 will do: there is nothing to guess in 238 random bits. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

/** What people recognise a key by. */
export const prefixOf = (secret: string) => secret.slice(0, PREFIX_LENGTH)

export interface KeyRing {
  /** See Identity.authenticateKey. */
  authenticate(secret: string): KeyPrincipal | undefined
  /** Must follow every deletion of a key. */
  forget(keyId: string): void
}

/** Recognises API keys. Those that were seen are kept in memory by their hash, so that the hot path asks no database. */
export function createKeyRing(db: Database, clock: Clock): KeyRing {
  const known = new Map<string, { principal: KeyPrincipal, usedAt: number }>()
  const byHash = db.select({ id: tables.apiKeys.id, projectId: tables.apiKeys.projectId, lastUsedAt: tables.apiKeys.lastUsedAt })
    .from(tables.apiKeys).where(eq(tables.apiKeys.secretHash, sql.placeholder('hash'))).prepare()
  const recordUse = db.$client.prepare<[number, string]>('UPDATE api_keys SET last_used_at = ? WHERE id = ?')

  const find = (hash: string) => {
    const cached = known.get(hash)
    if (cached) return cached
    const row = byHash.get({ hash })
    if (!row) return undefined
    const entry = { principal: { kind: 'key', keyId: row.id, projectId: row.projectId } as const, usedAt: row.lastUsedAt ?? 0 }
    if (known.size >= MAX_CACHED) known.delete(known.keys().next().value!)
    known.set(hash, entry)
    return entry
  }

  return {
    authenticate(secret) {
      // Garbage never reaches the hash or the database.
      if (!SECRET_FORM.test(secret)) return undefined
      const hash = hashOf(secret)
      const entry = find(hash)
      if (!entry) return undefined
      const now = clock.now()
      if (now - entry.usedAt >= USE_RECORDED_EVERY_MS) {
        entry.usedAt = now
        // No row: another process deleted the key behind the cache's back.
        if (!isThere(recordUse, now, entry.principal.keyId)) {
          known.delete(hash)
          return undefined
        }
      }
      return entry.principal
    },
    forget(keyId) {
      for (const [hash, entry] of known) if (entry.principal.keyId === keyId) known.delete(hash)
    },
  }
}

function isThere(recordUse: { run(at: number, id: string): { changes: number } }, now: number, keyId: string): boolean {
  try {
    return recordUse.run(now, keyId).changes === 1
  }
  catch {
    // A full disk or a locked file must not turn senders away: the time of use is only for the reader.
    return true
  }
}
