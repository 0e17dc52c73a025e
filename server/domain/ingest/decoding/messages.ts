import type { ErrorCode } from '#shared/schemas/errors'
import type { Reject } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import type { ErrorIssue } from '../../kernel'
import type { DecodeLimits } from '../decode/bounds'
import type { UnfitRecord } from '../encode/row-maker'

/** What a thread is started with. */
export interface ThreadOptions { readonly limits: DecodeLimits }

/** What a thread is told. Bodies and rows lie in memory that both sides share; nothing of them is copied. */
export type ToThread
  = | { readonly kind: 'decode', readonly id: number, readonly scope: Scope, readonly protocol: string, readonly params: unknown, readonly body: Uint8Array, readonly now: number }
  /** The rows of this request are not needed any more. */
    | { readonly kind: 'release', readonly id: number }
  /** The rows of this request came to nothing: the texts of patterns that went with them have to be sent again. */
    | { readonly kind: 'discard', readonly id: number }

/** What it answers. */
export type FromThread
  = | { readonly kind: 'encoded', readonly id: number, readonly bytes: Uint8Array, readonly rows: number, readonly rejects: Reject[], readonly unfit: readonly UnfitRecord[] }
    | { readonly kind: 'refused', readonly id: number, readonly code: ErrorCode, readonly message: string, readonly issues: ErrorIssue[] | undefined }
    | { readonly kind: 'failed', readonly id: number, readonly error: unknown }
