import { Worker } from 'node:worker_threads'

/** Asks for a page again and again from a thread of its own, as someone who has the interface open. */
export class PageProbe {
  private readonly worker: Worker

  constructor(url: string) {
    this.worker = new Worker(new URL('./page-probe-worker.ts', import.meta.url), { workerData: { url } })
  }

  /** Ends it. @returns milliseconds of each request, ascending */
  async finish(): Promise<number[]> {
    const times = new Promise<number[]>(resolve => this.worker.once('message', resolve))
    this.worker.postMessage('stop')
    const found = await times
    await this.worker.terminate()
    return found.sort((a, b) => a - b)
  }
}

export const percentile = (ascending: readonly number[], share: number) => ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
