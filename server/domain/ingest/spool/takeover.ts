import { mkdirSync } from 'node:fs'
import type { Logger } from '../../kernel'
import type { TableSpec } from '../../storage'
import type { SpoolBudget } from './budget'
import type { RequestNote } from './note'
import type { Quarantine } from './quarantine'
import { listSegments, readLeftOver, type Found, type LeftOver } from './recovery'
import type { ClosedSegment } from './segment-file'
import type { TableStats } from './table-spool'

/** What an earlier process left. */
export interface Recovered {
  segments: number
  rows: number
  tornBytes: number
  /** Of requests whose rows are in the segments. */
  notes: RequestNote[]
  /** Of requests whose rows were put into quarantine. */
  notesPutAside: RequestNote[]
}

export interface TakeoverOptions {
  /** Of the spool. Absolute. */
  directory: string
  budget: SpoolBudget
  quarantine: Quarantine
  logger: Logger
  /** Where segments of a table go. */
  tableOf(spec: TableSpec): Promise<{ adopt(segment: ClosedSegment): void }>
}

/** Takes over the segments of an earlier process, one after the other, while new ones are made already. */
export class Takeover {
  /** Not read yet: they wait for ClickHouse like the others, and take space. */
  private readonly unread = new Set<LeftOver>()
  /** Read, and not handed over yet. */
  private readonly held = new Set<LeftOver>()
  private running: Promise<unknown> | undefined
  private stopped = false

  constructor(private readonly options: TakeoverOptions) {}

  /** Segments that are still to be read. */
  get left(): number { return this.unread.size }

  /** Of each segment that is not handed over yet, of one table or of all. */
  stats(table?: string): TableStats[] {
    const wanted = [...this.held, ...this.unread].filter(leftOver => table === undefined || leftOver.table === table)
    return wanted.map(({ bytes, openedAt }) => ({ segments: 1, bytes, oldestAt: openedAt }))
  }

  /** Knows the segments when this returns: no file that is made later is among them. Resolves when all are read. */
  async run(): Promise<Recovered> {
    const { directory, budget } = this.options
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    for (const leftOver of listSegments(directory)) {
      this.unread.add(leftOver)
      budget.add(leftOver.bytes)
    }
    const recovered = this.readAll()
    this.running = recovered.catch(() => {})
    return recovered
  }

  /** What is not read by now is left to the next start. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.running
  }

  /** Nothing is inserted before all is read: inserts take the same cores, and the server is not ready before the end. */
  private async readAll(): Promise<Recovered> {
    const sum: Recovered = { segments: 0, rows: 0, tornBytes: 0, notes: [], notesPutAside: [] }
    const handOvers: (() => void)[] = []
    for (const leftOver of this.unread) {
      if (this.stopped) break
      const { adopted, tornBytes, notesPutAside } = await this.read(leftOver)
      sum.tornBytes += tornBytes
      for (const note of notesPutAside) sum.notesPutAside.push(note)
      if (adopted) {
        handOvers.push(await this.hold(leftOver, adopted))
        sum.segments++
        sum.rows += adopted.segment.rows
        for (const note of adopted.segment.notes) sum.notes.push(note)
      }
      else {
        this.unread.delete(leftOver)
        this.options.budget.release(leftOver.bytes)
      }
    }
    for (const handOver of handOvers) handOver()
    return sum
  }

  private async hold(leftOver: LeftOver, { spec, segment }: NonNullable<Found['adopted']>): Promise<() => void> {
    const table = await this.options.tableOf(spec)
    this.unread.delete(leftOver)
    this.held.add(leftOver)
    return () => {
      this.held.delete(leftOver)
      this.options.budget.release(leftOver.bytes)
      table.adopt(segment)
    }
  }

  private async read(leftOver: LeftOver): Promise<Found> {
    try {
      return await readLeftOver(leftOver, this.options.quarantine)
    }
    catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      this.options.logger.error({ path: leftOver.path }, 'the file of a segment is gone: somebody removed it')
      return { adopted: undefined, tornBytes: 0, notesPutAside: [] }
    }
  }
}
