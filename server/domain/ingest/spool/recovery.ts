import { readdirSync, statSync } from 'node:fs'
import { truncate, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { TableSpec } from '../../storage'
import type { RequestNote } from './note'
import type { Quarantine } from './quarantine'
import { schemaOf } from './schemas'
import { scanSegment, type ScanResult } from './segment-reader'
import { SEGMENT_SUFFIX, type ClosedSegment } from './segment-file'

/** A segment's file that an earlier process left, before it is read. */
export interface LeftOver {
  readonly path: string
  readonly table: string
  /** Of the file. */
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly openedAt: number
}

/** What a left-over file turned out to be. */
export interface Found {
  /** With the table that it is for; undefined where the file has no lines, or went into quarantine. */
  adopted: { spec: TableSpec, segment: ClosedSegment } | undefined
  tornBytes: number
  /** Of requests in a segment that went into quarantine. */
  notesPutAside: readonly RequestNote[]
}

/** The segments that earlier processes left below `directory`, oldest first in each table. */
export function listSegments(directory: string): LeftOver[] {
  const tables = readdirSync(directory, { withFileTypes: true }).filter(entry => entry.isDirectory())
  return tables.flatMap(({ name: table }) => readdirSync(join(directory, table)).filter(name => name.endsWith(SEGMENT_SUFFIX)).sort().map((name) => {
    const path = join(directory, table, name)
    const { size, birthtimeMs } = statSync(path)
    return { path, table, bytes: size, openedAt: Math.floor(birthtimeMs) }
  }))
}

/**
 * Reads a left-over segment. A tail torn by a kill is cut back to the last whole append: it was never acknowledged.
 * The outcome of its insert is unknown. What is damaged, or of another version of Cordwood, goes into quarantine.
 */
export async function readLeftOver({ path }: LeftOver, quarantine: Quarantine): Promise<Found> {
  const scan = await scanSegment(path)
  const adopted = await adopt(path, scan, quarantine)
  if (scan.kind !== 'segment') return { adopted, tornBytes: 0, notesPutAside: [] }
  return { adopted, tornBytes: scan.tornBytes, notesPutAside: adopted ? [] : scan.segment.notes }
}

async function adopt(path: string, scan: ScanResult, quarantine: Quarantine): Promise<Found['adopted']> {
  if (scan.kind === 'damaged') {
    await quarantine.put(path, 'its header is damaged, or of a version of Cordwood that is not known here')
    return undefined
  }
  if (scan.kind === 'unfinished') {
    await unlink(path)
    return undefined
  }
  const { segment, tornBytes, damaged } = scan
  const schema = schemaOf(segment.header)
  if (!schema) {
    await quarantine.put(path, `its rows are of the schema ${segment.header.schema}@${segment.header.schemaVersion}, which is not known here`)
    return undefined
  }
  if (damaged) await quarantine.keepTail(path, segment.bytes, 'an append in it is not as it was written')
  if (segment.rows === 0) {
    await unlink(path)
    return undefined
  }
  if (tornBytes > 0) await truncate(path, segment.bytes)
  return { spec: { table: segment.header.table, schema, retentionDays: segment.header.retentionDays }, segment }
}
