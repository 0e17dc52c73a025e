import { setImmediate as nextRound } from 'node:timers/promises'

/** Does one thing after the other, in the order in which they were asked for, but not at once: who asks goes on first. */
export class Lane {
  private readonly waiting: (() => Promise<void>)[] = []
  private isRunning = false

  /** @param work never rejects */
  add(work: () => Promise<void>): void {
    this.waiting.push(work)
    if (!this.isRunning) void this.run()
  }

  private async run(): Promise<void> {
    this.isRunning = true
    await nextRound()
    for (let work = this.waiting.shift(); work; work = this.waiting.shift()) await work()
    this.isRunning = false
  }
}
