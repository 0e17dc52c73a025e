import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createJournal, type RequestJournal } from '~~/server/domain/ingest/requests/journal'
import type { RequestNote } from '~~/server/domain/ingest/spool/note'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { tempDir } from '~~/tests/fixtures/temp-dir'

const HOUR = 3_600_000
const START = 1_790_000_000_000
const note = (number: number, at = START): RequestNote =>
  ({ id: number.toString(16).padStart(32, '0'), fingerprint: 'f'.repeat(32), part: number % 32, at })

let opened: RequestJournal[] = []
afterEach(async () => {
  for (const journal of opened) await journal.stop()
  opened = []
})

/** Every `open` is a process of its own on the same folder. */
async function setUp(recordsPerFile?: number) {
  const directory = join(await tempDir(), 'requests')
  const clock = { time: START, now: () => clock.time }
  const open = () => {
    const journal = createJournal({ directory, clock, logger: silentLogger, ...(recordsPerFile ? { recordsPerFile } : {}) })
    opened.push(journal)
    return journal
  }
  return { directory, clock, open, files: async () => (await readdir(directory)).sort() }
}

describe('the journal of requests', () => {
  it('gives back to the next process what it took', async () => {
    const { open } = await setUp()
    const journal = open()
    expect(await journal.load()).toEqual([])
    await Promise.all([journal.keep([note(1), note(2)]), journal.keep([]), journal.keep([note(3)])])
    expect(await open().load()).toEqual([note(1), note(2), note(3)])
  })

  it('makes no file while there is nothing to keep', async () => {
    const { open, files } = await setUp()
    const journal = open()
    await journal.load()
    await journal.keep([])
    await journal.stop()
    expect(await files()).toEqual([])
  })

  it('reads up to a record that is torn or damaged, wherever', async () => {
    const { directory, open, files } = await setUp()
    const journal = open()
    await journal.load()
    await journal.keep([note(1)])
    const path = join(directory, (await files())[0]!)
    const before = await readFile(path)
    await journal.keep([note(2)])
    const after = await readFile(path)
    for (let cut = before.length; cut < after.length; cut++) {
      await writeFile(path, after.subarray(0, cut))
      expect(await open().load()).toEqual([note(1)])
    }
    after[before.length + 3]! ^= 1
    await writeFile(path, after)
    expect(await open().load()).toEqual([note(1)])
    await writeFile(path, 'something else')
    await appendFile(join(directory, 'notes.txt'), 'of a person')
    expect(await open().load()).toEqual([])
  })

  it('begins a new file every hour, and removes those that are older than a day', async () => {
    const { clock, open, files } = await setUp()
    const journal = open()
    await journal.load()
    for (let hour = 0; hour < 30; hour++) {
      await journal.keep([note(hour, clock.time)])
      clock.time += HOUR
    }
    expect(await files()).toHaveLength(26)
    clock.time += 24 * HOUR
    await open().load()
    expect(await files()).toHaveLength(1)
  })

  it('removes the oldest files when there are too many records', async () => {
    const { clock, open, files } = await setUp(50_000)
    const journal = open()
    await journal.load()
    const many = Array.from({ length: 50_000 }, (_, i) => note(i))
    for (let i = 0; i < 7; i++) {
      await journal.keep(many)
      clock.time++
    }
    expect(await files()).toHaveLength(5)
    expect((await open().load()).length).toBe(200_000)
  })

  it('keeps notes that the disk did not take for the next time, and never rejects', async () => {
    const { directory, open } = await setUp()
    const journal = open()
    await journal.load()
    await rm(directory, { recursive: true })
    await writeFile(directory, 'a file where the folder should be')
    await journal.keep([note(1)])
    await rm(directory)
    await open().load()
    await journal.keep([note(2)])
    expect(await open().load()).toEqual([note(1), note(2)])
  })
})
