import { AppError } from '../../kernel'

/** What the sender is told when the disk did not take its lines: always 503, so that it sends them again. */
export function spoolError(error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code
  const message = code === 'ENOSPC' || code === 'EDQUOT'
    ? 'The disk that holds Cordwood’s spool is full. Nothing of this request was stored; send it again when there is space.'
    : 'The spool can’t be written to. Nothing of this request was stored; send it again later.'
  return new AppError('unavailable', message, { retryAfter: 10, origin: error })
}
