import type { LogRecord, Reject } from '#shared/types/log-record'
import { tooHeavy, type Bounds } from '../decode/bounds'
import { MAX_FAILURES, MAX_MESSAGES, MAX_REJECTS } from './limits'

const GAVE_UP = 'The rest was not read: the request holds more than 100,000 broken pieces'

/** Gathers what a request's records become, within bounds. */
export class Intake {
  readonly records: LogRecord[] = []
  readonly rejects: Reject[] = []
  /** Records that could not be stored, those beyond the kept rejects too. */
  rejected = 0
  private messages = 0
  private gaveUp = false

  constructor(readonly bounds: Bounds) {}

  /**
   * Counts a resource, a scope or a record in. False when there were too many broken ones: then nothing more is to be read.
   * @throws AppError too_large when there are too many
   */
  admit(): boolean {
    if (++this.messages > Math.max(MAX_MESSAGES, 2 * this.bounds.maxRecords)) throw tooHeavy()
    if (this.rejected > MAX_FAILURES && !this.gaveUp) {
      this.gaveUp = true
      this.rejects.push({ reason: GAVE_UP, raw: new Uint8Array() })
    }
    return !this.gaveUp
  }

  /**
   * @param bytes what the record was in the body, with its share of resource and scope
   * @throws AppError too_large
   */
  add(record: LogRecord, bytes: number): void {
    this.bounds.count()
    this.bounds.weigh(bytes)
    this.records.push(record)
  }

  /**
   * @param reject made only when it is kept
   * @throws AppError too_large
   */
  refuse(reject: () => Reject): void {
    this.bounds.count()
    this.rejected++
    if (this.rejects.length < MAX_REJECTS) this.rejects.push(reject())
  }
}
