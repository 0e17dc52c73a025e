import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import { BrokenCircuitError, CircuitState, circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleWhen } from 'cockatiel'
import { AppError } from '../kernel'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerOptions {
  /** So many failures in a row open the circuit. */
  failures?: number
  /** Milliseconds until the first try after that; doubles up to `longestMs`. */
  shortestMs?: number
  longestMs?: number
  /** Whether a request that was given up for its time counts as a failure; it does by default. */
  countTimeouts?: boolean
  onChange?: (state: BreakerState) => void
}

/**
 * Keeps requests from waiting on a ClickHouse that does not answer: after a few failures in a row they fail at once,
 * and one at a time finds out whether it is back. Errors that ClickHouse itself answers are no failures: it is there.
 */
export interface Breaker {
  state(): BreakerState
  /** The same, but `half-open` also from the first request on that got no answer: what people are told. */
  impression(): BreakerState
  /** @throws AppError `unavailable` while the circuit is open, else what `work` throws */
  run<T>(work: () => Promise<T>): Promise<T>
}

const names: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed', [CircuitState.Open]: 'open', [CircuitState.HalfOpen]: 'half-open', [CircuitState.Isolated]: 'open',
}

export function createBreaker({ failures = 5, shortestMs = 500, longestMs = 15_000, countTimeouts = true, onChange }: BreakerOptions = {}): Breaker {
  const policy = circuitBreaker(handleWhen(error => isUnreachable(error, countTimeouts)), {
    breaker: new ConsecutiveBreaker(failures),
    halfOpenAfter: new ExponentialBackoff({ initialDelay: shortestMs, maxDelay: longestMs }),
  })
  policy.onStateChange(state => onChange?.(names[state]))
  let isFailing = false
  return {
    state: () => names[policy.state],
    impression: () => isFailing && policy.state === CircuitState.Closed ? 'half-open' : names[policy.state],
    async run(work) {
      try {
        const result = await policy.execute(work)
        isFailing = false
        return result
      }
      catch (error) {
        if (isUnreachable(error, countTimeouts)) isFailing = true
        else if (error instanceof ClickHouseError) isFailing = false
        if (!(error instanceof BrokenCircuitError)) throw error
        throw new AppError('unavailable', 'ClickHouse can’t be reached just now. Try again in a moment.', { retryAfter: 2 })
      }
    },
  }
}

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])

/** No answer, or none in time. A query that its user cancelled says nothing about the server. */
function isUnreachable(error: unknown, countTimeouts: boolean): boolean {
  if (!(error instanceof Error) || error instanceof ClickHouseError) return false
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return NETWORK.has(code) || /socket hang up/i.test(error.message) || (countTimeouts && /timeout/i.test(error.message))
}

const GUARDED = new Set<string | symbol>(['query', 'exec', 'command', 'insert'])

/** The client with all its requests behind the breaker; `ping` still asks the server itself. */
export function behindBreaker(client: ClickHouseClient, breaker: Breaker): ClickHouseClient {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      const method = value.bind(target) as (...args: unknown[]) => Promise<unknown>
      return GUARDED.has(name) ? (...args: unknown[]) => breaker.run(() => method(...args)) : method
    },
  })
}
