import { MAX_LETTER_BYTES, type ReplayRequest, type ReplayResult } from '#shared/schemas/dead-letters'
import type { Decoded } from '#shared/types/log-record'
import type { Position, Run, SqlPart } from '../query'
import type { LetterTable } from './change'
import { readCursor, readPage, writeCursor } from './pages'
import { idsPart } from './question'
import { kindOfReason } from './reason-kinds'
import type { LetterWriteScope, ReplayPort, StoredLetter } from './types'

/** At most 64 KiB each. */
const BATCH = 500
/** So many letters a request, so that it is answered in good time. */
const MOST_LETTERS = 5000

const CUT = `Only its first ${MAX_LETTER_BYTES / 1024} KiB were kept: send it again from where it came`

export interface Replayer {
  readonly port: ReplayPort
  readonly table: LetterTable
  /** Letters whose lines are stored, but whose row could not be deleted: they must not be stored again. */
  readonly stored: Set<string>
  readonly start: () => Run
}

/** Letters that stay, by why. */
class Outcome {
  replayed = 0
  lines = 0
  stillRejected = 0
  private readonly counts = new Map<string, number>()

  stays(reason: string, letters = 1): void {
    this.stillRejected += letters
    const kind = kindOfReason(reason)
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + letters)
  }

  get reasons() {
    return [...this.counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count).slice(0, 20)
  }
}

/**
 * Reads letters again, newest first. What becomes of a letter:
 * - all of it, or a part, can be read: its lines are stored, the unreadable rest as letters of their own, and then it is gone;
 * - nothing can be read: it stays as it is, with the reason of this attempt.
 */
export async function replay(
  replayer: Replayer, scope: LetterWriteScope, filter: SqlPart, request: Pick<ReplayRequest, 'protocol' | 'cursor'>,
): Promise<ReplayResult> {
  const outcome = new Outcome()
  let after: Position | undefined = readCursor(filter, request.cursor)
  for (let seen = 0; seen < MOST_LETTERS; seen += BATCH) {
    const { letters, next } = await readPage(replayer.start(), scope, filter, after, BATCH)
    await replayBatch(replayer, scope, letters, request.protocol, outcome)
    after = next
    if (next === undefined) break
  }
  const { replayed, lines, stillRejected, reasons } = outcome
  return { replayed, lines, stillRejected, reasons, cursor: writeCursor(filter, after) }
}

/** Letters of one source, key and protocol, and what was read in them: they are stored together. */
interface Group { sourceId: string, keyId: string, protocol: string, letters: string[], decoded: Decoded, bytes: number }

async function replayBatch(replayer: Replayer, scope: LetterWriteScope, letters: readonly StoredLetter[], as: string | undefined, outcome: Outcome): Promise<void> {
  const groups = new Map<string, Group>()
  const reasons = new Map<string, string>()
  for (const stored of letters) {
    const { letter } = stored
    if (replayer.stored.has(letter.id)) continue
    const decoded = decode(replayer.port, scope, stored, as)
    if ('records' in decoded) {
      add(groups, stored, as ?? letter.protocol, decoded)
      continue
    }
    outcome.stays(decoded.reason)
    if (decoded.tried && decoded.reason !== letter.reason) reasons.set(letter.id, decoded.reason)
  }
  try {
    for (const group of groups.values()) await store(replayer, scope, group, outcome)
  }
  finally {
    await removeStored(replayer, scope, letters)
  }
  await replayer.table.explain(scope.projectId, reasons)
}

/** Why a letter stays. One that was not even tried keeps the reason that it was refused for. */
interface Refusal { readonly reason: string, readonly tried: boolean }

/** What can be read of a letter, or why nothing can. */
function decode(port: ReplayPort, scope: LetterWriteScope, { letter, raw, record, sourceId }: StoredLetter, as: string | undefined): Decoded | Refusal {
  const protocol = as ?? letter.protocol
  const target = scope.targets.get(sourceId)
  if (target === undefined) return { reason: 'The source it was sent to is gone', tried: false }
  const hasRecord = as === undefined && record.length > 0
  if (letter.cut && !hasRecord) return { reason: CUT, tried: false }
  const read = hasRecord ? port.decodeRecord(record) : port.decode(target, protocol, raw)
  const decoded = read && port.sortOut(target, read)
  if (decoded === undefined) return { reason: `What came by “${protocol}” can’t be read again: choose another protocol`, tried: false }
  if (decoded.records.length > 0) return decoded
  const reason = decoded.rejects[0]?.reason
  return reason === undefined ? { reason: 'It holds no line', tried: false } : { reason, tried: true }
}

function add(groups: Map<string, Group>, { letter, raw, sourceId }: StoredLetter, protocol: string, decoded: Decoded): void {
  const name = JSON.stringify([sourceId, letter.keyId, protocol])
  const group = groups.get(name) ?? { sourceId, keyId: letter.keyId, protocol, letters: [], decoded: { records: [], rejects: [] }, bytes: 0 }
  groups.set(name, group)
  group.letters.push(letter.id)
  for (const record of decoded.records) group.decoded.records.push(record)
  for (const reject of decoded.rejects) group.decoded.rejects.push(reject)
  group.bytes += raw.length
}

async function store({ port, stored }: Replayer, scope: LetterWriteScope, group: Group, outcome: Outcome): Promise<void> {
  const target = scope.targets.get(group.sourceId)
  if (target === undefined) throw new Error('a group without a source')
  await port.store({ ...target, keyId: group.keyId }, group.protocol, group.decoded, group.bytes)
  for (const id of group.letters) stored.add(id)
  outcome.replayed += group.letters.length
  outcome.lines += group.decoded.records.length
  for (const { reason } of group.decoded.rejects) outcome.stays(reason)
}

/** Those of the batch whose lines are on disk. What fails here is remembered, and done with the next replay. */
async function removeStored({ table, stored }: Replayer, scope: LetterWriteScope, letters: readonly StoredLetter[]): Promise<void> {
  const ids = letters.map(({ letter }) => letter.id).filter(id => stored.has(id))
  if (ids.length === 0) return
  await table.remove(idsPart(scope.projectId, ids))
  for (const id of ids) stored.delete(id)
}
