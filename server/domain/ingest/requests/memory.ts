import type { RequestNote } from '../spool/note'

/** A request of which something is stored. */
export interface KnownRequest {
  readonly fingerprint: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** A bit for each append that is stored. */
  readonly parts: number
}

/** How long a request is remembered. */
export const REMEMBERED_MS = 86_400_000
/** So many requests are remembered: about 30 MB. */
export const MOST_REQUESTS = 200_000

/** The requests of the last day, the newest `most` of them. */
export class RequestMemory {
  private readonly known = new Map<string, KnownRequest>()

  constructor(private readonly now: () => number, private readonly most = MOST_REQUESTS) {}

  find(id: string): KnownRequest | undefined {
    const request = this.known.get(id)
    return request && this.isFresh(request.at) ? request : undefined
  }

  add({ id, fingerprint, part, at }: RequestNote): void {
    if (!this.isFresh(at)) return
    const before = this.find(id)
    // One that was too old counts as new, and so among the newest.
    if (!before) this.known.delete(id)
    const parts = (before?.parts ?? 0) | (1 << part)
    this.known.set(id, { fingerprint, at: before?.at ?? at, parts })
    this.forget()
  }

  get size(): number { return this.known.size }

  /** The oldest stand first: those that are past their time go, and those that are too many. */
  private forget(): void {
    for (const [id, { at }] of this.known) {
      if (this.known.size <= this.most && this.isFresh(at)) return
      this.known.delete(id)
    }
  }

  private isFresh(at: number): boolean {
    return this.now() - at < REMEMBERED_MS
  }
}
