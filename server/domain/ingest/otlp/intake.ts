import type { LogRecord, Reject } from '#shared/types/log-record'
import { MAX_EXPANDED, MAX_RECORDS, MAX_REJECTS } from './limits'

/** Gathers what a request's records become, within bounds. */
export class Intake {
  readonly records: LogRecord[] = []
  readonly rejects: Reject[] = []
  /** Records that could not be stored, those beyond the kept rejects too. */
  rejected = 0
  /** The request must come in smaller pieces: nothing of it may be stored. */
  tooLarge = false
  private expanded = 0

  /** @param bytes what the record was in the body, with its share of resource and scope */
  add(record: LogRecord, bytes: number): void {
    this.expanded += bytes
    if (this.records.length >= MAX_RECORDS || this.expanded > MAX_EXPANDED) this.tooLarge = true
    else this.records.push(record)
  }

  /** @param reject made only when it is kept */
  refuse(reject: () => Reject): void {
    this.rejected++
    if (this.rejects.length < MAX_REJECTS) this.rejects.push(reject())
  }
}
