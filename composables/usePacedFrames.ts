/** So often at most: more is not read anyway. */
const SHORTEST_MS = 100
/** The work, with what the browser makes of it, takes one part of the time in so many. */
const SHARE = 3

/**
 * Does a piece of work in a frame of the browser, soon after it was asked for: rarer, the longer a frame with it takes, so
 * that the page has most of its time for the reader. Does nothing while the page is hidden.
 */
export function usePacedFrames(work: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame: number | undefined
  let cost = 0
  let isStopped = false

  function request(): void {
    if (timer !== undefined || frame !== undefined || isStopped) return
    timer = setTimeout(() => {
      timer = undefined
      frame = requestAnimationFrame(run)
    }, Math.max(SHORTEST_MS, cost * (SHARE - 1)))
  }

  function run(): void {
    frame = undefined
    const began = performance.now()
    work()
    // Behind Vue's update and the browser's layout and paint.
    setTimeout(() => cost = performance.now() - began)
  }

  onScopeDispose(() => {
    isStopped = true
    clearTimeout(timer)
    if (frame !== undefined) cancelAnimationFrame(frame)
  })
  return { request }
}
