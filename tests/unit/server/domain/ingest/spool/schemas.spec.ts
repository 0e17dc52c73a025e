import { join } from 'node:path'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { RowWriter, type EncodedRows } from '~~/server/domain/ingest/encode/row-writer'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import { createQuarantine } from '~~/server/domain/ingest/spool/quarantine'
import { listSegments, readLeftOver } from '~~/server/domain/ingest/spool/recovery'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { readPayloads } from '~~/server/domain/ingest/spool/segment-reader'
import { createSpool } from '~~/server/domain/ingest/spool/spool'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { appSchemaVersion1, customSchema, type TableSpec } from '~~/server/domain/storage'
import { customTable } from '~~/tests/fixtures/custom-tables'
import { eventually } from '~~/tests/fixtures/eventually'
import { tempDir } from '~~/tests/fixtures/temp-dir'
import { BLOCKERS } from './support'

const HEAD = 12
const app: TableSpec = { table: 'source_a', schema: appSchemaVersion1, retentionDays: 30 }
const [before, after] = ['time DateTime64(9), a String', 'time DateTime64(9), b String']
  .map(columns => ({ ...app, schema: customSchema(customTable(columns)) })) as [TableSpec, TableSpec]

/** One row of a text of two letters. */
function row(text: string): EncodedRows {
  const writer = new RowWriter()
  writer.startRow()
  writer.string(text)
  return writer.finish()
}

/** The ordinals and texts of a segment. */
async function contents(segment: ClosedSegment): Promise<[number, string][]> {
  const found: [number, string][] = []
  for await (const bytes of readPayloads(segment)) {
    for (let at = 0; at < bytes.length; at += HEAD + 3) found.push([bytes.readUInt32LE(at + 8), bytes.toString('utf8', at + HEAD + 1, at + HEAD + 3)])
  }
  return found
}

it('never puts rows of two schemas into one segment: a user’s table was mapped anew', async () => {
  const directory = join(await tempDir(), 'spool')
  const quarantine = createQuarantine(join(directory, '../quarantine'), silentLogger)
  let release!: () => void
  const released = new Promise<void>(resolve => release = resolve)
  const flushed: ClosedSegment[] = []
  const spool = createSpool({
    directory, quarantine, maxBytes: 1_000_000, limits: { worthwhileRows: 50, idleRows: 50, rows: 100, bytes: 1_000_000 },
    clock: { now: () => Date.now() }, logger: silentLogger, metrics: createIngestMetrics(new Registry()),
    flush: async (segment) => {
      flushed.push(segment)
      if (flushed.length <= BLOCKERS) await released
      // As if the server had been stopped: the files stay.
      return 'stopped'
    },
  })
  for (let count = 1; count <= BLOCKERS; count++) {
    await spool.append(app, row('..'))
    await eventually(() => expect(flushed).toHaveLength(count))
  }
  // All of them wait together.
  const waiting: [TableSpec, string][] = [[before, 'b1'], [before, 'b2'], [after, 'a1'], [before, 'b3'], [after, 'a2'], [after, 'a3']]
  await Promise.all(waiting.map(([spec, text]) => spool.append(spec, row(text))))
  release()
  await eventually(() => expect(flushed.length).toBeGreaterThanOrEqual(BLOCKERS + 3))
  await spool.stop()

  const found = await Promise.all(listSegments(directory).map(leftOver => readLeftOver(leftOver, quarantine)))
  const left = found.map(({ adopted }) => adopted!).slice(BLOCKERS)
  const texts = await Promise.all(left.map(({ segment }) => contents(segment)))
  // What a left-over file says of its rows is enough to insert them.
  expect(left.map(({ spec }, i) => [spec.schema.custom?.columns.at(-1)?.name, texts[i]])).toEqual([
    ['a', [[0, 'b1'], [1, 'b2']]], ['b', [[0, 'a1']]], ['a', [[0, 'b3']]], ['b', [[0, 'a2'], [1, 'a3']]],
  ])
  expect(left[0]!.spec.schema.custom).toEqual(before.schema.custom)
})
