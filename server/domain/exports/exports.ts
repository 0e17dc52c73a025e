import type { CreateExportRequest, ExportStatus } from '#shared/schemas/exports'
import type { Audit } from '../audit'
import { AppError, ksuid, notFound, type Clock } from '../kernel'

/** Who exports: only they see it. */
export interface Exporter {
  /** A name of the user or the key, that nobody else has. */
  readonly name: string
  readonly userId?: string
  readonly projectId: string
  /** The client's network address. */
  readonly address: string
}

/** An export that is to be written. */
export interface PreparedExport {
  readonly request: CreateExportRequest
  readonly limit: number
  /** For Parquet of LogQL: the statement that stands for the query, and where its answer may differ. */
  readonly sql?: string
  /** For Parquet of lines: the statement that gives how many there are, up to one more than the limit. */
  readonly counting?: string | null
  readonly notes: readonly string[]
}

/** What becomes of an export while it is written. */
export interface ExportRun extends PreparedExport {
  /** Aborts when it is cancelled. */
  readonly signal: AbortSignal
  /** Tells what was written: rows and bytes together, and the share of what there is to read. */
  progress(written: { rows?: number, bytes: number, share?: number | null }): void
  done(truncated: boolean): void
  failed(message: string): void
}

/** Exports between being asked for and being downloaded, in memory. */
export interface Exports {
  /** @throws AppError conflict when the exporter has too many */
  prepare(exporter: Exporter, prepared: PreparedExport): ExportStatus
  /** @throws AppError not_found */
  status(name: string, id: string): ExportStatus
  /** Begins it. @throws AppError not_found, conflict when it was begun before */
  begin(name: string, id: string): ExportRun
  /** @throws AppError not_found */
  cancel(name: string, id: string): void
}

interface Entry { readonly exporter: Exporter, readonly prepared: PreparedExport, status: ExportStatus, touchedAt: number, readonly stop: AbortController }

const MOST_EACH = 10
/** Unused, or ended: so long it is known. */
const KEPT_MS = 10 * 60_000

export function createExports({ clock, audit }: { clock: Clock, audit: Audit }): Exports {
  const entries = new Map<string, Entry>()

  function forgetOld(): void {
    for (const [id, { status: { state }, touchedAt }] of entries) {
      if (state !== 'running' && clock.now() - touchedAt > KEPT_MS) entries.delete(id)
    }
  }
  function find(name: string, id: string): Entry {
    forgetOld()
    const entry = entries.get(id)
    if (entry?.exporter.name !== name) throw notFound('The export')
    return entry
  }
  function change(entry: Entry, part: Partial<ExportStatus>): void {
    entry.status = { ...entry.status, ...part }
    entry.touchedAt = clock.now()
  }
  /** What has ended stays as it is. */
  function end(entry: Entry, part: Partial<ExportStatus>): void {
    if (entry.status.state === 'running' || entry.status.state === 'ready') change(entry, part)
  }

  return {
    prepare(exporter, prepared) {
      forgetOld()
      const open = [...entries.values()].filter(({ exporter: { name }, status: { state } }) => name === exporter.name && (state === 'ready' || state === 'running'))
      if (open.length >= MOST_EACH) throw new AppError('conflict', `You have ${MOST_EACH} exports that are not done. Wait for one, or cancel it.`)
      const { request: { format }, limit, notes } = prepared
      const status: ExportStatus = { id: ksuid(clock.now()), format, state: 'ready', rows: format === 'parquet' ? null : 0, bytes: 0, share: null, limit, truncated: false, notes: [...notes], message: null }
      entries.set(status.id, { exporter, prepared, status, touchedAt: clock.now(), stop: new AbortController() })
      return status
    },
    status: (name, id) => find(name, id).status,
    begin(name, id) {
      const entry = find(name, id)
      const { exporter: { userId, projectId, address }, prepared } = entry
      if (entry.status.state !== 'ready') throw new AppError('conflict', 'This export was downloaded or cancelled already. Prepare another one.')
      change(entry, { state: 'running' })
      const { language, query, source = '', format } = prepared.request
      audit.append({ action: 'logs.exported', ...userId !== undefined && { actorId: userId }, projectId, targetId: id, address, details: { language, format, source: [source].flat().join(','), query } })
      return runOf(entry, part => end(entry, part))
    },
    cancel(name, id) {
      const entry = find(name, id)
      end(entry, { state: 'cancelled' })
      entry.stop.abort(new AppError('conflict', 'The export was cancelled.'))
    },
  }
}

/** @param end takes part in what is told as long as the export has not ended */
const runOf = ({ prepared, status, stop }: Entry, end: (part: Partial<ExportStatus>) => void): ExportRun => ({
  ...prepared,
  signal: stop.signal,
  progress: ({ rows, bytes, share = null }) => end({ rows: rows ?? status.rows, bytes, share }),
  done: truncated => end({ state: 'done', share: 1, truncated }),
  failed: message => end({ state: 'failed', message }),
})
