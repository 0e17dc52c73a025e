import type { LogRecord, Reject } from '#shared/types/log-record'
import { MAX_EXPANDED, MAX_FAILURES, MAX_MESSAGES, MAX_REJECTS } from './limits'

const GAVE_UP = 'The rest was not read: the request holds more than 100,000 broken pieces'

/** Gathers what a request's records become, within bounds. */
export class Intake {
  readonly records: LogRecord[] = []
  readonly rejects: Reject[] = []
  /** Records that could not be stored, those beyond the kept rejects too. */
  rejected = 0
  /** The request must come in smaller pieces: nothing of it may be stored. */
  tooLarge = false
  private expanded = 0
  private messages = 0
  private gaveUp = false

  /** Counts a resource, a scope or a record in. False when there have been too many: then nothing more is to be read. */
  admit(): boolean {
    if (++this.messages > MAX_MESSAGES) this.tooLarge = true
    if (this.rejected > MAX_FAILURES && !this.gaveUp) {
      this.gaveUp = true
      this.rejects.push({ reason: GAVE_UP, raw: new Uint8Array() })
    }
    return !this.tooLarge && !this.gaveUp
  }

  /** @param bytes what the record was in the body, with its share of resource and scope */
  add(record: LogRecord, bytes: number): void {
    this.expanded += bytes
    if (this.expanded > MAX_EXPANDED) this.tooLarge = true
    else this.records.push(record)
  }

  /** @param reject made only when it is kept */
  refuse(reject: () => Reject): void {
    this.rejected++
    if (this.rejects.length < MAX_REJECTS) this.rejects.push(reject())
  }
}
