import { Registry } from 'prom-client'
import { Labels, parseQuery, type Line } from '#shared/logql'
import type { Arrival } from '#shared/types/arrival'
import type { RecordRow } from '#shared/types/record-row'
import type { ReadScope, Scope } from '#shared/types/scope'
import { ONLY, placeAt, placeOf, sourcesOf, type Place } from '#shared/utils/place'
import { compareRowIds, MAX_ORDINAL, type RowId } from '#shared/utils/row-id'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { openRecordReader } from '~~/server/domain/query'
import { LineBatch } from '~~/server/domain/tail/batch'
import { TailHub, type TailLimits, type TailRequest } from '~~/server/domain/tail/hub'
import type { TailEvent } from '~~/server/domain/tail/events'
import type { TailStore } from '~~/server/domain/tail/store'

export const scope: Scope = { projectId: 'p', sourceId: 's', table: 'source_s', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }

/** A table of the users’ own. */
export const customTable = (hasIdentity: boolean) => ({ table: 't', owned: false, columns: [], mapping: { time: 't', body: 'b', fields: {} }, hasIdentity })

export const idOf = (ordinal: number, segment = 1n): RowId => ({ segment, ordinal })

/** The place of a reader of one source. */
export const at = (ordinal: number, segment = 1n): Place => placeOf(idOf(ordinal, segment))

export const row = (line: string, ordinal: number, more: Partial<RecordRow> = {}): RecordRow => ({
  time: String(1_000_000_000 * ordinal), segment: '1', ordinal, service: 'shop', severity: 9, line, trace: '', span: '',
  resourceNames: [], resourceValues: [], names: [], values: [], ...more,
})

const lineOf = (text: string, ordinal: number): { line: Line, position: RowId } =>
  ({ line: { text, timestamp: BigInt(ordinal), labels: new Labels(new Map(), new Map()) }, position: idOf(ordinal) })

/** Lines of which the first has this ordinal. */
export const batchOf = (first: number, ...texts: string[]): LineBatch =>
  new LineBatch(texts.map((text, i) => lineOf(text, first + i)))

/** A spool and a log store in memory. What was acknowledged is in the store when it is settled. */
export class FakeStore implements TailStore {
  readonly rows: (RecordRow & { readonly table: string })[] = []
  private readonly last = new Map<string, RowId>()
  onSettled: (signal: AbortSignal) => Promise<void> = async () => {}
  failRead: Error | undefined

  /** @param listener what hears of rows */
  arrive(listener: (arrival: Arrival) => void, texts: readonly string[], more: Partial<RecordRow> = {}, table = scope.table): void {
    const before = this.last.get(table)
    const first = before === undefined ? 0 : before.ordinal + 1
    const rows = texts.map((text, i) => row(text, first + i, more))
    this.rows.push(...rows.map(one => ({ ...one, table })))
    const last = idOf(first + rows.length - 1)
    this.last.set(table, last)
    listener({ table, first: idOf(first), last, bytes: rows.reduce((sum, { line }) => sum + line.length, 0), keep: () => rows })
  }

  positionOf = (table: string) => this.last.get(table) ?? { segment: 0n, ordinal: MAX_ORDINAL }
  settled = async (_table: string, _upTo: RowId, signal: AbortSignal) => {
    await this.onSettled(signal)
    signal.throwIfAborted()
  }

  read: TailStore['read'] = async (read, { after, upTo, rows: limit }) => {
    if (this.failRead) throw this.failRead
    const found = this.of(read).filter(({ position, source }) => compareRowIds(position, after.get(source)!) > 0 && compareRowIds(position, upTo.get(source)!) <= 0)
      .sort((a, b) => compareRowIds(a.position, b.position) || (a.source < b.source ? -1 : 1))
    const isWhole = found.length < limit
    const page = found.slice(0, limit).map(({ line, position }) => ({ line, position }))
    return { entries: page, isWhole, readTo: isWhole ? upTo : placeAt(page.at(-1)!.position, after, upTo) }
  }

  newest: TailStore['newest'] = async (read, { limit, upTo }) =>
    this.of(read).filter(({ position, source }) => compareRowIds(position, upTo.get(source)!) <= 0).slice(-limit).toReversed()

  private of(read: ReadScope) {
    return this.rows.flatMap(({ line, ordinal, table }) => {
      const [source] = sourcesOf(read).find(([, one]) => one.table === table) ?? []
      if (source === undefined) return []
      const found = lineOf(line, ordinal)
      return [{ line: found.line, position: source === ONLY ? found.position : { ...found.position, source }, source }]
    })
  }
}

export function openHub(limits: Partial<TailLimits> = {}) {
  const store = new FakeStore()
  const registry = new Registry()
  const hub = new TailHub({ store, parse: parseQuery, openReader: openRecordReader, logger: silentLogger, registry, limits })
  const arrive = (texts: readonly string[], more?: Partial<RecordRow>, table?: string) => store.arrive(arrival => hub.arrived(arrival), texts, more, table)
  const open = (request: Partial<TailRequest> = {}) => hub.open({
    scope, reader: 'key k', query: '{service_name="shop"}', after: undefined, limit: 0, start: 0n, recheck: async () => {}, ...request,
  })
  return { hub, store, registry, arrive, open }
}

/** What a tail tells, in words: `line`, `skipped 3`, `end unavailable`. */
export class Reader {
  readonly told: string[] = []
  /** Where a reader that breaks off now goes on. */
  position: Place | undefined
  readonly done: Promise<void>

  constructor(events: AsyncGenerator<TailEvent, void>) {
    this.done = this.read(events)
  }

  private async read(events: AsyncGenerator<TailEvent, void>): Promise<void> {
    for await (const event of events) {
      if (event.kind === 'lines') {
        this.told.push(...event.batch.lines.map(({ line, position: { source } }) => source === undefined ? line.text : `${source}: ${line.text}`))
        this.position = event.position
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
