import { readdir, truncate, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { TableSpec } from '../../storage'
import type { RequestNote } from './note'
import type { Quarantine } from './quarantine'
import { schemaOf } from './schemas'
import { scanSegment, type ScanResult } from './segment-reader'
import { SEGMENT_SUFFIX, type ClosedSegment } from './segment-file'

export interface LeftOver { spec: TableSpec, segment: ClosedSegment }

interface Found {
  segments: LeftOver[]
  tornBytes: number
  /** Of requests in segments that went into quarantine. */
  notesPutAside: RequestNote[]
}

/**
 * Finds the segments that an earlier process left below `directory`, oldest first. A tail torn by a kill is cut back
 * to the last whole append: it was never acknowledged. All of them have an insert whose outcome is unknown. What is
 * damaged, or of another version of Cordwood, goes into quarantine.
 */
export async function findSegments(directory: string, quarantine: Quarantine): Promise<Found> {
  const segments: LeftOver[] = []
  const notesPutAside: RequestNote[] = []
  let tornBytes = 0
  for (const path of await segmentPaths(directory)) {
    const scan = await scanSegment(path)
    const leftOver = await adopt(path, scan, quarantine)
    if (leftOver) segments.push(leftOver)
    if (scan.kind !== 'segment') continue
    tornBytes += scan.tornBytes
    if (!leftOver) notesPutAside.push(...scan.segment.notes)
  }
  return { segments, tornBytes, notesPutAside }
}

async function adopt(path: string, scan: ScanResult, quarantine: Quarantine): Promise<LeftOver | undefined> {
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

async function segmentPaths(directory: string): Promise<string[]> {
  const tables = await readdir(directory, { withFileTypes: true })
  const paths: string[] = []
  for (const table of tables.filter(entry => entry.isDirectory())) {
    const names = await readdir(join(directory, table.name))
    paths.push(...names.filter(name => name.endsWith(SEGMENT_SUFFIX)).sort().map(name => join(directory, table.name, name)))
  }
  return paths
}
