import { isUtf8 } from 'node:buffer'
import { MAX_LETTER_BYTES, type DeadLetter } from '#shared/schemas/dead-letters'
import type { Position } from '../query'
import type { LetterRow } from './statements'
import type { LetterScope, StoredLetter } from './types'

/** The letter as the API gives it out, and its bytes. */
export function toLetter(scope: LetterScope, row: LetterRow): StoredLetter {
  const raw = Buffer.from(row.raw, 'base64')
  const text = isUtf8(raw)
  const keyName = scope.keys.find(({ id }) => id === row.keyId)?.name
  const letter: DeadLetter = {
    id: `${row.segment}-${row.ordinal}`,
    receivedAt: new Date(Number(row.time)).toISOString(),
    source: scope.sources.find(({ id }) => id === row.sourceId)?.name ?? null,
    keyId: row.keyId,
    ...(keyName === undefined ? {} : { keyName }),
    protocol: row.protocol,
    reason: row.reason,
    encoding: text ? 'utf8' : 'base64',
    raw: text ? raw.toString('utf8') : row.raw,
    bytes: raw.length,
    cut: raw.length >= MAX_LETTER_BYTES,
  }
  return { letter, raw, record: Buffer.from(row['base64Encode(Record)'] ?? '', 'base64'), sourceId: row.sourceId }
}

export const positionOf = (row: LetterRow): Position =>
  ({ time: BigInt(row.time), segment: BigInt(row.segment), ordinal: row.ordinal })
