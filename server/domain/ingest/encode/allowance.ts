import { tooHeavy } from '../decode/bounds'

/** Bytes that the rows of a request may still take; its columns share it. */
export class Allowance {
  private left = Infinity

  reset(bytes: number): void {
    this.left = bytes
  }

  /** @throws AppError too_large */
  take(bytes: number): void {
    this.left -= bytes
    if (this.left < 0) throw tooHeavy()
  }
}
