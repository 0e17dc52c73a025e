import { Registry } from 'prom-client'
import { Labels, parseQuery, type Line } from '#shared/logql'
import type { Arrival } from '#shared/types/arrival'
import type { RecordRow } from '#shared/types/record-row'
import type { Scope } from '#shared/types/scope'
import { MAX_ORDINAL, type RowId } from '#shared/utils/row-id'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { openRecordReader } from '~~/server/domain/query'
import { LineBatch } from '~~/server/domain/tail/batch'
import { TailHub, type TailLimits, type TailRequest } from '~~/server/domain/tail/hub'
import type { TailEvent } from '~~/server/domain/tail/events'
import type { TailStore } from '~~/server/domain/tail/store'

export const scope: Scope = { projectId: 'p', sourceId: 's', table: 'source_s', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }

export const idOf = (ordinal: number, segment = 1n): RowId => ({ segment, ordinal })

export const row = (line: string, ordinal: number, more: Partial<RecordRow> = {}): RecordRow => ({
  time: String(1_000_000_000 * ordinal), segment: '1', ordinal, service: 'shop', severity: 9, line, trace: '', span: '',
  resourceNames: [], resourceValues: [], names: [], values: [], ...more,
})

const lineOf = (text: string, ordinal: number): { line: Line, position: RowId } =>
  ({ line: { text, timestamp: BigInt(ordinal), labels: new Labels(new Map(), new Map()) }, position: idOf(ordinal) })

/** Lines of which the first has this ordinal. */
export const batchOf = (first: number, ...texts: string[]): LineBatch =>
  new LineBatch(texts.map((text, i) => lineOf(text, first + i)), idOf(first + texts.length - 1))

/** A spool and a log store in memory. What was acknowledged is in the store when it is settled. */
export class FakeStore implements TailStore {
  readonly rows: RecordRow[] = []
  private last: RowId = { segment: 0n, ordinal: MAX_ORDINAL }
  onSettled: (signal: AbortSignal) => Promise<void> = async () => {}
  failRead: Error | undefined

  /** @param listener what hears of rows */
  arrive(listener: (arrival: Arrival) => void, texts: readonly string[], more: Partial<RecordRow> = {}): void {
    const first = this.last.segment === 0n ? 0 : this.last.ordinal + 1
    const rows = texts.map((text, i) => row(text, first + i, more))
    this.rows.push(...rows)
    this.last = idOf(first + rows.length - 1)
    listener({ table: scope.table, first: idOf(first), last: this.last, bytes: rows.reduce((sum, { line }) => sum + line.length, 0), keep: () => rows })
  }

  positionOf = () => this.last
  settled = async (_table: string, _upTo: RowId, signal: AbortSignal) => {
    await this.onSettled(signal)
    signal.throwIfAborted()
  }

  read: TailStore['read'] = async (_scope, { after, upTo, rows: limit }) => {
    if (this.failRead) throw this.failRead
    const position = ({ segment, ordinal }: RecordRow) => segment === '1' && ordinal > (after.segment === 0n ? -1 : after.ordinal) && ordinal <= upTo.ordinal
    const found = this.rows.filter(position).slice(0, limit)
    const isWhole = found.length < limit
    return { entries: found.map(({ line, ordinal }) => lineOf(line, ordinal)), isWhole, readTo: isWhole ? upTo : idOf(found.at(-1)!.ordinal) }
  }

  newest: TailStore['newest'] = async (_scope, { limit, upTo }) =>
    this.rows.filter(({ ordinal }) => ordinal <= upTo.ordinal).slice(-limit).toReversed().map(({ line, ordinal }) => lineOf(line, ordinal))
}

export function openHub(limits: Partial<TailLimits> = {}) {
  const store = new FakeStore()
  const registry = new Registry()
  const hub = new TailHub({ store, parse: parseQuery, openReader: openRecordReader, logger: silentLogger, registry, limits })
  const arrive = (texts: readonly string[], more?: Partial<RecordRow>) => store.arrive(arrival => hub.arrived(arrival), texts, more)
  const open = (request: Partial<TailRequest> = {}) => hub.open({
    scope, reader: 'key k', query: '{service_name="shop"}', after: undefined, limit: 0, start: 0n, recheck: async () => {}, ...request,
  })
  return { hub, store, registry, arrive, open }
}

/** What a tail tells, in words: `line`, `skipped 3`, `end unavailable`. */
export class Reader {
  readonly told: string[] = []
  /** Where a reader that breaks off now goes on. */
  position: RowId | undefined
  readonly done: Promise<void>

  constructor(events: AsyncGenerator<TailEvent, void>) {
    this.done = this.read(events)
  }

  private async read(events: AsyncGenerator<TailEvent, void>): Promise<void> {
    for await (const event of events) {
      if (event.kind === 'lines') {
        this.told.push(...event.batch.lines.map(({ line }) => line.text))
        this.position = event.batch.readTo
      }
      else if (event.kind === 'skipped') {
        this.told.push(`skipped ${event.skipped.count}`)
        this.position = event.skipped.upTo
      }
      else if (event.kind === 'end') this.told.push(`end ${event.error.code}`)
      else this.position = event.position ?? this.position
    }
  }
}
