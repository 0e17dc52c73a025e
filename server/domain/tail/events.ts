import type { Place } from '#shared/utils/place'
import type { AppError } from '../kernel'
import type { LineBatch } from './batch'
import type { Skipped } from './queue'

/** What a tail tells its reader. Where it is resumed at the place that the last event names, nothing is missed and nothing comes twice. */
export type TailEvent
  /** Lines, and everything up to `position` is given out with them. */
  = | { readonly kind: 'lines', readonly batch: LineBatch, readonly position: Place }
    /** Lines that the reader was too slow for. */
    | { readonly kind: 'skipped', readonly skipped: Skipped }
    /** It is alive. Everything up to `position` was given out, where one is said. */
    | { readonly kind: 'beat', readonly position: Place | undefined }
    /** The last one. */
    | { readonly kind: 'end', readonly error: AppError }
