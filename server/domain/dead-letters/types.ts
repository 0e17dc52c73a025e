import type {
  DeadLetter, DeadLetterCounts, DeadLetterFilter, DeadLetterSearchRequest, DeadLetterSearchResponse, DeadLetterSelection,
  ReplayRequest, ReplayResult,
} from '#shared/schemas/dead-letters'
import type { Decoded } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'

interface Named { readonly id: string, readonly name: string }

/** Whose letters, and the names of what they point to: plain data, made by whoever knows who asks. */
export interface LetterScope {
  readonly projectId: string
  /** Days that letters are kept: older ones that ClickHouse has not dropped yet are not read. */
  readonly retentionDays: number
  readonly sources: readonly Named[]
  /** Empty where the reader may not see the keys. */
  readonly keys: readonly Named[]
}

/** A scope whose letters may be replayed and deleted, and by whom it is done. */
export interface LetterWriteScope extends LetterScope {
  readonly userId: string
  readonly address: string
  /** Where the lines of a source go, by the source's id. */
  readonly targets: ReadonlyMap<string, Scope>
}

/** Reads and stores a letter's bytes again. Given by the composition root: this room does not know the way in. */
export interface ReplayPort {
  /** What the protocol makes of the bytes; undefined when it is not one that can be replayed. */
  decode(scope: Scope, protocol: string, raw: Buffer): Decoded | undefined
  /** What a letter's record says. */
  decodeRecord(record: Buffer): Decoded
  /** The same with what the source can't take among the rejects. */
  sortOut(scope: Scope, decoded: Decoded): Decoded
  /** Resolves when the records are on disk and the rejects are dead letters. */
  store(scope: Scope & { keyId: string }, protocol: string, decoded: Decoded, bytes: number): Promise<unknown>
}

export interface DownloadRequest {
  readonly filter: DeadLetterFilter
  readonly ids?: readonly string[] | undefined
}

/**
 * Dead letters as an inbox. Every method throws AppError: `not_found` for a source that the project lacks,
 * `bad_request`, and `timeout` and `unavailable` from the engine.
 */
export interface DeadLetters {
  search(scope: LetterScope, request: DeadLetterSearchRequest, signal: AbortSignal): Promise<DeadLetterSearchResponse>
  counts(scope: LetterScope, filter: DeadLetterFilter, signal: AbortSignal): Promise<DeadLetterCounts>
  /** Letter by letter, newest first; reading slowly holds the engine up with nothing. */
  download(scope: LetterScope, request: DownloadRequest, signal: AbortSignal): AsyncGenerator<StoredLetter, void>
  /**
   * A client that goes away does not stop it half-way through a batch.
   * @throws AppError conflict while another replay or deletion of the project is under way
   */
  replay(scope: LetterWriteScope, request: ReplayRequest): Promise<ReplayResult>
  /** When it resolves they are gone. @throws AppError conflict, as replay */
  remove(scope: LetterWriteScope, selection: DeadLetterSelection): Promise<{ deleted: number }>
}

/** A letter with its bytes. */
export interface StoredLetter {
  readonly letter: DeadLetter
  readonly raw: Buffer
  /** Of a line that could be read: what it says. Empty of others. */
  readonly record: Buffer
  readonly sourceId: string
}
