import { readdir, truncate, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../kernel'
import type { TableSpec } from '../../storage'
import { schemaOf } from './schemas'
import { scanSegment } from './segment-reader'
import { SEGMENT_SUFFIX, type ClosedSegment } from './segment-file'

export interface LeftOver { spec: TableSpec, segment: ClosedSegment }

/**
 * Finds the segments that an earlier process left below `directory`, oldest first. A tail torn by a kill is cut back
 * to the last whole append: it was never acknowledged. All of them have an insert whose outcome is unknown.
 */
export async function findSegments(directory: string, logger: Logger): Promise<{ segments: LeftOver[], tornBytes: number }> {
  const segments: LeftOver[] = []
  let tornBytes = 0
  for (const path of await segmentPaths(directory)) {
    const scan = await scanSegment(path)
    if (scan.kind === 'unfinished' || scan.segment.rows === 0) {
      await unlink(path)
      continue
    }
    if (scan.tornBytes > 0) {
      await truncate(path, scan.segment.bytes)
      tornBytes += scan.tornBytes
    }
    const { header } = scan.segment
    const schema = schemaOf(header)
    if (schema) segments.push({ spec: { table: header.table, schema, retentionDays: header.retentionDays }, segment: scan.segment })
    else logger.error({ path, header }, 'a segment was written by another version of Cordwood and is left where it is')
  }
  return { segments, tornBytes }
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
