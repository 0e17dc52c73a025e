import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { eventually } from '~~/tests/fixtures/eventually'
import { BLOCKERS, contents, filesOf, never, openBlocked, openSpool, rows, spec } from './support'

describe('a spool after a restart', () => {
  it('gives back after a restart what was not flushed, as one whose outcome is unknown', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('kept'))
    const seen: ClosedSegment[] = []
    const second = await openSpool(async (segment) => {
      seen.push(segment)
      return 'gone'
    }, { directory: first.directory })
    expect(await second.spool.recover()).toMatchObject({ segments: 1, rows: 1, tornBytes: 0 })
    await eventually(() => expect(seen).toHaveLength(1))
    expect(seen[0]).toMatchObject({ outcomeUnknown: true, rows: 1, header: { table: 'source_a', schema: 'app', retentionDays: 30 } })
    expect((await contents(seen[0]!)).map(row => row[2])).toEqual(['kept'])
  })

  it('cuts a torn tail back to the last whole append, wherever it is torn', async () => {
    const first = await openBlocked(never)
    await first.spool.append(spec, rows('whole'))
    const names = (await filesOf(first.directory)).sort()
    const path = join(first.directory, spec.table, names[BLOCKERS]!)
    const before = await readFile(path)
    await first.spool.append(spec, rows('torn by a kill'))
    const after = await readFile(path)
    for (let cut = before.length; cut < after.length; cut++) {
      await writeFile(path, after.subarray(0, cut))
      const seen: ClosedSegment[] = []
      const { spool } = await openSpool(async (segment) => {
        seen.push(segment)
        return 'gone'
      }, { directory: first.directory })
      expect(await spool.recover()).toMatchObject({ segments: BLOCKERS + 1, rows: BLOCKERS + 1, tornBytes: cut - before.length })
      await eventually(() => expect(seen).toHaveLength(BLOCKERS + 1))
      expect((await contents(seen[BLOCKERS]!)).map(row => row[2])).toEqual(['whole'])
    }
  })

  it('has a note on disk with its rows or not at all, wherever a kill cuts', async () => {
    const first = await openBlocked(never)
    const note = (part: number) => ({ id: 'a'.repeat(32), fingerprint: 'b'.repeat(32), part, at: 1_790_000_000_123 })
    await first.spool.append(spec, rows('whole'), note(0))
    const names = (await filesOf(first.directory)).sort()
    const path = join(first.directory, spec.table, names[BLOCKERS]!)
    const before = await readFile(path)
    await first.spool.append(spec, rows('of a later part'), note(31))
    const after = await readFile(path)
    for (let cut = before.length; cut <= after.length; cut++) {
      await writeFile(path, after.subarray(0, cut))
      const seen: ClosedSegment[] = []
      const { spool } = await openSpool(async (segment) => {
        seen.push(segment)
        return 'gone'
      }, { directory: first.directory })
      const isWhole = cut === after.length
      expect(await spool.recover()).toMatchObject({ rows: BLOCKERS + (isWhole ? 2 : 1), notes: isWhole ? [note(0), note(31)] : [note(0)], notesPutAside: [] })
      await eventually(() => expect(seen).toHaveLength(BLOCKERS + 1))
      expect((await contents(seen[BLOCKERS]!)).map(row => row[2])).toEqual(isWhole ? ['whole', 'of a later part'] : ['whole'])
      expect(seen[BLOCKERS]!.notes).toEqual(isWhole ? [note(0), note(31)] : [note(0)])
    }
  })

  it('reads the segments of the version before, which have no notes', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('old'))
    const [name] = await filesOf(first.directory)
    const path = join(first.directory, spec.table, name!)
    const bytes = await readFile(path)
    bytes.write('CWSEG001', 0, 'latin1')
    await writeFile(path, bytes)
    const seen: string[] = []
    const { spool } = await openSpool(async (segment) => {
      seen.push(...(await contents(segment)).map(row => row[2]))
      return 'gone'
    }, { directory: first.directory })
    expect(await spool.recover()).toMatchObject({ segments: 1, rows: 1, notes: [] })
    await eventually(() => expect(seen).toEqual(['old']))
  })

  it('tells the notes of segments that went into quarantine', async () => {
    const first = await openSpool(never)
    const note = { id: 'a'.repeat(32), fingerprint: 'b'.repeat(32), part: 0, at: 1 }
    await first.spool.append({ ...spec, schema: { ...spec.schema, version: 99 } }, rows('of another version'), note)
    const { spool } = await openSpool(never, { directory: first.directory })
    expect(await spool.recover()).toMatchObject({ segments: 0, notes: [], notesPutAside: [note] })
  })

  it('puts the end of a segment aside where an append in it is not what was written', async () => {
    const first = await openBlocked(never)
    await first.spool.append(spec, rows('good'))
    const name = (await filesOf(first.directory)).sort()[BLOCKERS]!
    const path = join(first.directory, spec.table, name)
    const good = (await readFile(path)).length
    await first.spool.append(spec, rows('damaged'))
    await first.spool.append(spec, rows('behind it'))
    const bytes = await readFile(path)
    bytes[good + 20]! ^= 1
    await writeFile(path, bytes)
    const { spool, quarantineDirectory } = await openSpool(never, { directory: first.directory })
    expect(await spool.recover()).toMatchObject({ segments: BLOCKERS + 1, rows: BLOCKERS + 1, tornBytes: bytes.length - good })
    expect(await readFile(join(quarantineDirectory, spec.table, `${name}.${good}.tail`))).toEqual(bytes.subarray(good))
  })

  it.each<[string, (bytes: Buffer) => void]>([
    ['a bit of the header', (bytes) => { bytes[20]! ^= 1 }],
    ['the magic: another version', (bytes) => { bytes.write('CWSEG009', 0, 'latin1') }],
  ])('puts a segment aside, and deletes nothing, when it cannot read %s', async (_name, damage) => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('acknowledged'))
    const [name] = await filesOf(first.directory)
    const path = join(first.directory, spec.table, name!)
    const bytes = await readFile(path)
    damage(bytes)
    await writeFile(path, bytes)
    const { spool, quarantineDirectory } = await openSpool(never, { directory: first.directory })
    expect((await spool.recover()).segments).toBe(0)
    expect(await readFile(join(quarantineDirectory, spec.table, name!))).toEqual(bytes)
  })

  it('does not take garbage behind the last append for lines', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('good'))
    const [name] = await filesOf(first.directory)
    await appendFile(join(first.directory, spec.table, name!), Buffer.alloc(300, 0xFF))
    const { spool } = await openSpool(never, { directory: first.directory })
    expect(await spool.recover()).toMatchObject({ segments: 1, rows: 1, tornBytes: 300 })
  })

  it('removes a file whose header was never finished', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('x'))
    const [name] = await filesOf(first.directory)
    const path = join(first.directory, spec.table, name!)
    const bytes = await readFile(path)
    for (const length of [0, 4, 10, 60]) {
      await writeFile(path, bytes.subarray(0, length))
      const { spool } = await openSpool(never, { directory: first.directory })
      expect(await spool.recover()).toMatchObject({ segments: 0, rows: 0, tornBytes: 0 })
      expect(await filesOf(first.directory)).toEqual([])
    }
  })
})
