import { setTimeout as sleep } from 'node:timers/promises'

/** Told in between when nothing has been told for a while. */
export const TICK = Symbol('tick')

/** What a generator yields, with ticks so often at least, also while it lets wait. Leaving the loop ends the generator. */
export async function* ticking<T, R>(source: AsyncGenerator<T, R>, everyMs: number): AsyncGenerator<T | typeof TICK, R> {
  let next = source.next()
  let timer = tick(everyMs)
  let last = performance.now()
  try {
    for (;;) {
      const first = await Promise.race([next, timer])
      if (first === TICK) timer = tick(everyMs)
      else if (first.done) return first.value
      else {
        yield first.value
        next = source.next()
        // Who is given up in the middle is not asked what became of it.
        next.catch(() => {})
      }
      if (performance.now() - last < everyMs) continue
      last = performance.now()
      yield TICK
    }
  }
  finally {
    await source.return(undefined as never)
  }
}

const tick = (afterMs: number) => sleep(afterMs, TICK, { ref: false })
