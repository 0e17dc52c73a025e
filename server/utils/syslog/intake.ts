import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '#shared/types/scope'
import { decodeSyslog, mayRefuse, SYSLOG, type Admission, type Ingest, type SyslogFrame } from '../../domain/ingest'
import { AppError, type Clock, type Config } from '../../domain/kernel'
import type { Slots } from './slots'

/** What a store may be refused for is mended soon, or late: it is asked again so often. */
const SHORTEST_WAIT_MS = 200
const LONGEST_WAIT_MS = 5000

export interface IntakeOptions {
  /** Stands where the others have their API key: in dead letters and rate limits. */
  keyId: string
  /** Where the lines go; undefined when that is gone. */
  target: () => Scope | undefined
  ingest: Pick<Ingest, 'store' | 'sortOut'>
  admission: Pick<Admission, 'enter'>
  limits: Config['limits']
  clock: Clock
  /** Shared by all listeners: decoded lines take many times their bytes, so few are in memory at once. */
  slots: Slots
  /** Says that lines have to wait, and why. */
  report: (message: string, details: object) => void
  /** When it ends, what is refused is tried once and no more. */
  signal: AbortSignal
}

/**
 * Stores messages, and settles when they are on disk: until then their sender has to wait. Unlike a request, a refused
 * message can't be sent back: it is tried again until it is taken.
 * @param bytes their length, for metrics and rate limits
 * @throws the last refusal, after `signal`
 */
export type Keep = (frames: readonly SyslogFrame[], bytes: number, address: string) => Promise<void>

interface Progress { entered: boolean, stored: boolean }

export function createIntake({ signal, slots, report, clock, ...options }: IntakeOptions): Keep {
  async function keep(messages: Messages): Promise<void> {
    const progress: Progress = { entered: false, stored: false }
    for (;;) {
      const refusal = await slots.use(() => attempt(options, messages, progress)).then(() => undefined, (error: unknown) => ({ error }))
      if (refusal === undefined) return
      if (isTooLarge(refusal.error)) return keepSmaller(messages, refusal.error)
      if (signal.aborted) throw refusal.error
      report('syslog has to wait: its lines are not taken', { err: refusal.error })
      await sleep(waitMs(refusal.error), undefined, { signal }).catch(() => {})
    }
  }

  /** Rows may be larger than their messages: of too many the halves are stored, and one alone is a dead letter. */
  async function keepSmaller({ frames, bytes, ...rest }: Messages, { message }: AppError): Promise<void> {
    const half = frames.length >> 1
    if (half === 0) return keep({ ...rest, bytes, frames: frames.map(frame => ({ ...frame, reason: message })) })
    await keep({ ...rest, bytes: Math.floor(bytes / 2), frames: frames.slice(0, half) })
    await keep({ ...rest, bytes: Math.ceil(bytes / 2), frames: frames.slice(half) })
  }

  return (frames, bytes, address) => keep({ frames, bytes, address, now: clock.now() })
}

const isTooLarge = (error: unknown): error is AppError => error instanceof AppError && error.code === 'too_large'

interface Messages { frames: readonly SyslogFrame[], bytes: number, address: string, now: number }

async function attempt(
  { keyId, target, ingest, admission, limits }: Pick<IntakeOptions, 'keyId' | 'target' | 'ingest' | 'admission' | 'limits'>,
  { frames, bytes, address, now }: Messages, progress: Progress,
): Promise<void> {
  const scope = target()
  if (!scope) throw new AppError('unavailable', 'The listener’s source is gone.', { retryAfter: 2 })
  if (!progress.entered) admission.enter(keyId, address)
  progress.entered = true
  const withOrigins = mayRefuse(scope)
  const decoded = decodeSyslog(frames, { now, limits, withOrigins })
  // One after the other: were one refused, the other must not be stored twice. Any line is one of an `app` source.
  const { records, rejects } = withOrigins ? ingest.sortOut(scope, decoded) : decoded
  if (!progress.stored && records.length > 0) await ingest.store({ ...scope, keyId }, SYSLOG, { records, rejects: [] }, bytes)
  progress.stored = true
  if (rejects.length > 0) await ingest.store({ ...scope, keyId }, SYSLOG, { records: [], rejects }, records.length > 0 ? 0 : bytes)
}

function waitMs(error: unknown): number {
  const seconds = error instanceof AppError ? error.retryAfter ?? 1 : LONGEST_WAIT_MS / 1000
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, seconds * 1000))
}
