import { Backoff } from './backoff'
import { exitReason } from './exit-reasons'
import type { ExitReason } from './exit-reasons'
import { ping } from './health'
import { startProcess } from './process'
import type { EngineProcess, ProcessOptions } from './process'
import type { EngineHandle, EngineState, EngineTimes } from './types'

export const defaultTimes: EngineTimes = {
  minBackoff: 200, maxBackoff: 30_000, slowRetry: 5_000, wellAfter: 60_000,
  pingEvery: 5_000, hangAfter: 45_000, startLimit: 300_000, stopLimit: 15_000,
}

/** Milliseconds of quick tries before anyone is told of a trouble that may pass by itself, and the pause between them. */
const GRACE = 5_000
const GRACE_PAUSE = 250

export interface SupervisorOptions extends ProcessOptions {
  times: EngineTimes
  onRestart?: (n: number, reason: string) => void
}

/** Keeps one engine process running; see `startEngine`. */
export class EngineSupervisor implements EngineHandle {
  readonly url: string
  readonly username: string
  readonly password: string
  private readonly options: SupervisorOptions
  private readonly backoff: Backoff
  private readonly stopping = Promise.withResolvers<void>()
  private readonly running: Promise<void>
  private readiness = Promise.withResolvers<void>()
  private process: EngineProcess | undefined
  private current: EngineState = 'starting'
  private problem: string | undefined
  private stopRequested = false
  private restartCount = 0
  private troubledSince: number | undefined

  constructor(options: SupervisorOptions) {
    this.options = options
    this.url = `http://127.0.0.1:${options.port}`
    this.username = options.username
    this.password = options.password
    this.backoff = new Backoff(options.times.minBackoff, options.times.maxBackoff)
    this.readiness.promise.catch(() => undefined) // whoever wants to know asks whenReady()
    this.running = this.run()
  }

  get pid(): number | undefined {
    return this.process?.pid
  }

  state(): EngineState {
    return this.current
  }

  failure(): string | undefined {
    return this.problem
  }

  restarts(): number {
    return this.restartCount
  }

  whenReady(): Promise<void> {
    return this.readiness.promise
  }

  async stop(): Promise<void> {
    this.stopRequested = true
    this.stopping.resolve()
    const { process } = this
    if (process) {
      process.kill('SIGTERM')
      const limit = setTimeout(() => process.kill('SIGKILL'), this.options.times.stopLimit)
      await process.ended
      clearTimeout(limit)
    }
    await this.running
  }

  /** Start, watch, wait, again; until stopped or hopeless. Never rejects. */
  private async run(): Promise<void> {
    while (!this.stopRequested) {
      const startedAt = Date.now()
      const engine = startProcess(this.options)
      this.process = engine
      const hang = await this.watch(engine)
      const end = await engine.ended
      this.process = undefined
      if (this.stopRequested) break
      if (this.readySince(startedAt)) this.backoff.reset()
      const reason: ExitReason = hang ? { retry: 'backoff', message: hang } : exitReason(end)
      if (!await this.prepareRestart(reason)) return
    }
    this.renewReadiness()
    this.current = 'stopped'
    this.readiness.reject(new Error('The embedded ClickHouse engine was stopped'))
  }

  private readySince(startedAt: number): boolean {
    return this.current === 'ready' && Date.now() - startedAt >= this.options.times.wellAfter
  }

  /**
   * Watches one process to its end.
   * @returns why it was killed, if it hung.
   */
  private async watch(engine: EngineProcess): Promise<string | undefined> {
    const { times } = this.options
    let ended = false
    void engine.ended.then(() => (ended = true))
    if (!await within(times.startLimit, engine.ready, engine.ended)) {
      engine.kill('SIGKILL')
      return `The embedded ClickHouse engine did not get ready within ${times.startLimit / 1000} s and was killed.`
    }
    let lastAnswer = Date.now()
    while (!ended && !this.stopRequested) {
      // The check also decides readiness: it is what clients will find.
      if (await ping(this.url, Math.min(times.hangAfter, 10_000))) {
        lastAnswer = Date.now()
        if (!ended && !this.stopRequested) this.becomeReady(engine)
      }
      else if (!ended && Date.now() - lastAnswer >= times.hangAfter) {
        engine.kill('SIGKILL')
        return `The embedded ClickHouse engine did not answer for ${times.hangAfter / 1000} s and was killed.`
      }
      await within(this.current === 'ready' ? times.pingEvery : 50, engine.ended, this.stopping.promise)
    }
    return undefined
  }

  private becomeReady(engine: EngineProcess): void {
    if (this.current === 'ready') return
    this.current = 'ready'
    this.problem = undefined
    this.troubledSince = undefined
    this.readiness.resolve()
    this.options.logger.info({ engine: true, pid: engine.pid, url: this.url }, 'embedded ClickHouse is ready')
  }

  /**
   * Decides what follows the end of a process, and waits as long as it takes.
   * @returns false when it is not to be started again.
   */
  private async prepareRestart({ message, retry, mayPass }: ExitReason): Promise<boolean> {
    const { times, logger, onRestart } = this.options
    this.renewReadiness()
    if (retry === 'never') {
      this.fail(message)
      this.readiness.reject(new Error(message))
      return false
    }
    this.troubledSince ??= Date.now()
    const grace = mayPass === true && Date.now() - this.troubledSince < GRACE
    if (retry === 'slow' && !grace) {
      this.fail(message)
    }
    else {
      this.current = this.current === 'starting' ? 'starting' : 'restarting'
      logger.warn({ engine: true }, message)
    }
    const slow = grace ? GRACE_PAUSE : times.slowRetry
    await within(retry === 'slow' ? slow : this.backoff.next(), this.stopping.promise)
    if (this.stopRequested) return true
    this.restartCount++
    onRestart?.(this.restartCount, message)
    return true
  }

  private fail(message: string): void {
    if (this.problem !== message) this.options.logger.error({ engine: true }, message)
    this.problem = message
    this.current = 'failed'
  }

  /** From here on `whenReady` means the next time the engine is ready. */
  private renewReadiness(): void {
    if (this.current !== 'ready') return
    this.current = 'restarting'
    this.readiness = Promise.withResolvers<void>()
    this.readiness.promise.catch(() => undefined)
  }
}

/** Waits for the first of the promises, `limit` milliseconds at most. Resolves to false when the time was up. */
async function within(limit: number, ...promises: Promise<unknown>[]): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<false>(resolve => void (timer = setTimeout(resolve, limit, false)))
  try {
    return await Promise.race([...promises.map(promise => promise.then(() => true)), timeUp])
  }
  finally {
    clearTimeout(timer)
  }
}
