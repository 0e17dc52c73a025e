import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { benchLines } from './lines.ts'

/** How a page did while lines came in. */
export interface TailCost {
  /** Lines that the page was given a second. */
  linesPerSecond: number
  /** The share of the time that the main thread was at work. */
  mainThread: number
  /** Tasks of 50 ms or more, the longest of them in milliseconds. */
  longTasks: number
  longestTask: number
  framesPerSecond: number
  /** JavaScript's, after a collection, at the beginning and at the end. */
  heapMb: { before: number, after: number }
}

const BATCHES_PER_SECOND = 10

/** Sends so many lines a second until it is told to stop. */
function startSender(url: string, key: string, rate: number) {
  let stopped = false
  const size = rate / BATCHES_PER_SECOND
  const run = async () => {
    for (let batch = 0, next = performance.now(); !stopped; batch++, next += 1000 / BATCHES_PER_SECOND) {
      const body = [...benchLines(size, Date.now(), batch + 1)].map(line => JSON.stringify(line)).join('\n')
      await fetch(`${url}/ingest`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/x-ndjson' }, body })
      await sleep(Math.max(0, next + 1000 / BATCHES_PER_SECOND - performance.now()))
    }
  }
  const done = run()
  return {
    async stop() {
      stopped = true
      await done
    },
  }
}

/** Counts what the page itself can tell: long tasks, and frames. */
async function watchPage(page: Page): Promise<() => Promise<{ longest: number, tasks: number, frames: number }>> {
  await page.evaluate(() => {
    const seen = { longest: 0, tasks: 0, frames: 0 }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        seen.tasks++
        seen.longest = Math.max(seen.longest, duration)
      }
    }).observe({ type: 'longtask' })
    const frame = () => {
      seen.frames++
      requestAnimationFrame(frame)
    }
    frame()
  })
  return () => page.evaluate(() => (window as unknown as { seen: { longest: number, tasks: number, frames: number } }).seen)
}

/** What a live tail of the page that is open costs, over so many seconds after a while to warm up. */
export async function measureTail(page: Page, { url, key, rate, seconds, warmSeconds = 15 }: { url: string, key: string, rate: number, seconds: number, warmSeconds?: number }): Promise<TailCost> {
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('Performance.enable', { timeDomain: 'timeTicks' })
  const metrics = async () => Object.fromEntries((await protocol.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]))
  const heap = async () => {
    await protocol.send('HeapProfiler.collectGarbage')
    return ((await metrics()).JSHeapUsedSize ?? 0) / 1e6
  }
  const given = () => page.evaluate(() => Number(document.querySelector('[data-testid=live-rate]')?.textContent?.replace(/[^\d.]/g, '')))
  const sender = startSender(url, key, rate)
  await sleep(warmSeconds * 1000)
  const heapBefore = await heap()
  const seen = await watchPage(page)
  const before = await metrics()
  await sleep(seconds * 1000)
  const [after, { longest, tasks, frames }, linesPerSecond] = [await metrics(), await seen(), await given()]
  await sender.stop()
  const wall = after.Timestamp! - before.Timestamp!
  return {
    linesPerSecond, mainThread: (after.TaskDuration! - before.TaskDuration!) / wall, longTasks: tasks, longestTask: longest, framesPerSecond: frames / wall, heapMb: { before: heapBefore, after: await heap() },
  }
}
