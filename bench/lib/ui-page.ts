/** What runs inside of the page: sent there as text, so nothing from outside may be used. */

/** Milliseconds from a click that changes the query until its first lines are in the page. */
export async function whenRowsChange(selector: string): Promise<number> {
  const list = () => document.querySelector('[data-testid=log-list]')
  const isStale = () => list()?.getAttribute('aria-busy') === 'true' || !list()?.querySelector('[role=option]')
  const started = performance.now()
  document.querySelector<HTMLElement>(selector)!.click()
  for (const wanted of [true, false]) {
    while (isStale() !== wanted) {
      if (performance.now() - started > 30_000) throw new Error(`Nothing was asked after ${selector}`)
      await new Promise(wake => setTimeout(wake, 1))
    }
  }
  return performance.now() - started
}

/** Scrolls by so many pixels a frame, back and forth, and counts the frames. */
export async function watchFrames(element: Element, { pixels, milliseconds }: { pixels: number, milliseconds: number }): Promise<{ count: number, perSecond: number, longest: number }> {
  const started = performance.now()
  let [last, frames, longest, step] = [started, 0, 0, -pixels]
  while (last - started < milliseconds) {
    if (element.scrollTop <= 0) step = pixels
    else if (element.scrollTop + element.clientHeight >= element.scrollHeight - pixels * 20) step = -pixels
    element.scrollTop += step
    const now = await new Promise<number>(requestAnimationFrame)
    if (frames > 0) longest = Math.max(longest, now - last)
    last = performance.now()
    frames++
  }
  return { count: frames, perSecond: frames / ((last - started) / 1000), longest }
}
