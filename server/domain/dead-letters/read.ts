import type { DeadLetterCounts, DeadLetterFilter, DeadLetterSearchRequest, DeadLetterSearchResponse } from '#shared/schemas/dead-letters'
import { unlessMissing, type Position, type Run, type StartRun } from '../query'
import { readCursor, readPage, writeCursor } from './pages'
import { filterPart, idsPart, keptPart, readQuestion, type Facet } from './question'
import { facetStatement, totalStatement } from './statements'
import type { DownloadRequest, LetterScope, StoredLetter } from './types'

export async function search(run: Run, scope: LetterScope, { limit, cursor, ...filter }: DeadLetterSearchRequest): Promise<DeadLetterSearchResponse> {
  const asked = keptPart(scope, filterPart(readQuestion(scope, filter)))
  const { letters, next } = await readPage(run, scope, asked, readCursor(asked, cursor), limit)
  return {
    letters: letters.map(({ letter }) => letter),
    cursor: writeCursor(asked, next),
    retentionDays: scope.retentionDays,
  }
}

interface ValueRow { value: string, letters: string }

export async function count(run: Run, scope: LetterScope, filter: DeadLetterFilter): Promise<DeadLetterCounts> {
  const question = readQuestion(scope, filter)
  const facet = (name: Facet) =>
    unlessMissing(() => run.all<ValueRow>(facetStatement(name, keptPart(scope, filterPart(question, name)))), [])
  const total = await unlessMissing(() => run.all<{ letters: string }>(totalStatement(keptPart(scope, filterPart(question)))), [])
  const [reasons, sources, protocols, keys] = [await facet('reasons'), await facet('sourceIds'), await facet('protocols'), await facet('keyIds')]
  const nameOf = (named: LetterScope['keys'], id: string) => named.find(candidate => candidate.id === id)?.name
  return {
    total: Number(total[0]?.letters ?? 0),
    reasons: reasons.map(({ value, letters }) => ({ reason: value, count: Number(letters) })),
    sources: sources.map(({ value, letters }) => ({ source: nameOf(scope.sources, value) ?? null, count: Number(letters) })),
    protocols: protocols.map(({ value, letters }) => ({ protocol: value, count: Number(letters) })),
    keys: keys.map(({ value, letters }) => {
      const keyName = nameOf(scope.keys, value)
      return { keyId: value, ...(keyName === undefined ? {} : { keyName }), count: Number(letters) }
    }),
  }
}

/** A page of letters has at most 64 KiB for each. */
const DOWNLOAD_PAGE = 200

/** Page by page, each with the time of a query of its own: however long a download takes, the engine is not held up. */
export async function* download(start: StartRun, scope: LetterScope, { filter, ids }: DownloadRequest, signal: AbortSignal): AsyncGenerator<StoredLetter, void> {
  const asked = keptPart(scope, filterPart(readQuestion(scope, filter)))
  const named = ids === undefined ? { sql: [], params: {} } : idsPart(scope.projectId, ids)
  const both = { sql: [...asked.sql, ...named.sql], params: { ...asked.params, ...named.params } }
  let after: Position | undefined
  do {
    const { letters, next } = await readPage(start(signal), scope, both, after, DOWNLOAD_PAGE)
    yield* letters
    after = next
  } while (after !== undefined)
}
