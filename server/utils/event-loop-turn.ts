const waiting: (() => void)[] = []

/**
 * Resolves when it is the caller's turn to do a piece of work that takes milliseconds: one in each round of the event
 * loop, in the order of the calls. Without it, bodies that are complete together would be decoded one right after the
 * other, and whoever has a page open would wait for all of them at every step of theirs.
 */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next)
  })
}

function next(): void {
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(next)
}
