/** Bounds how many of something go on at once; the others wait in their order. */
export class Slots {
  private readonly waiting: (() => void)[] = []

  constructor(private free: number) {}

  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free--
    else await new Promise<void>(wake => this.waiting.push(wake))
    try {
      return await work()
    }
    finally {
      // Handed on, or given back
      const next = this.waiting.shift()
      if (next) next()
      else this.free++
    }
  }
}
