import { mkdir, open, readdir, readFile, stat, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Clock, Logger } from '../../kernel'
import { decodeNote, encodeNote, NOTE_BYTES, type RequestNote } from '../spool/note'
import { syncDirectory } from '../spool/segment-file'
import { MOST_REQUESTS, REMEMBERED_MS } from './memory'

/**
 * Where notes go when their segment does. A file holds `CWREQ001` and then records: a note and the UInt32
 * (little-endian) CRC-32 of it. What follows a record that is torn does not count.
 */
export interface RequestJournal {
  /** What is remembered of earlier processes. Call it once, before the first `keep`. */
  load(): Promise<RequestNote[]>
  /**
   * Resolves when the notes are on disk. Never rejects: a disk that takes no notes must not hold up the segments
   * whose end makes room on it. Those notes go with the next ones.
   */
  keep(notes: readonly RequestNote[]): Promise<void>
  stop(): Promise<void>
}

export interface JournalOptions {
  /** Absolute. */
  directory: string
  clock: Clock
  logger: Logger
  /** Records of one file. */
  recordsPerFile?: number
}

const MAGIC = Buffer.from('CWREQ001', 'latin1')
const RECORD_BYTES = NOTE_BYTES + 4
const SUFFIX = '.requests'
/** A file is begun anew after this time, so that whole files become too old. */
const FILE_MS = 3_600_000

export function createJournal({ directory, clock, logger, recordsPerFile = 50_000 }: JournalOptions): RequestJournal {
  let current: JournalFile | undefined
  let unsaved: RequestNote[] = []
  let last = Promise.resolve()

  async function write(): Promise<void> {
    const notes = unsaved
    if (notes.length === 0) return
    unsaved = []
    try {
      if (current && (current.records >= recordsPerFile || clock.now() - current.openedAt >= FILE_MS)) {
        await current.close()
        current = undefined
      }
      if (!current) {
        current = await JournalFile.create(directory, clock.now())
        await removeOld(directory, clock.now())
      }
      await current.append(notes)
    }
    catch (error) {
      unsaved = [...notes, ...unsaved].slice(-MOST_REQUESTS)
      logger.error({ err: error, notes: unsaved.length }, 'could not write down which requests are stored')
    }
  }

  return {
    async load() {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await removeOld(directory, clock.now())
      const notes: RequestNote[] = []
      for (const name of await fileNames(directory)) {
        for (const note of readRecords(await readFile(join(directory, name)))) notes.push(note)
      }
      return notes
    },
    async keep(notes) {
      if (notes.length === 0) return
      for (const note of notes) unsaved.push(note)
      last = last.then(write)
      await last
    },
    async stop() {
      await last
      await current?.close()
      current = undefined
    },
  }
}

/** A file that is being written. A failed append is written over by the next. */
class JournalFile {
  private bytes = MAGIC.length

  private constructor(private readonly file: FileHandle, readonly openedAt: number) {}

  get records(): number { return (this.bytes - MAGIC.length) / RECORD_BYTES }

  static async create(directory: string, now: number): Promise<JournalFile> {
    const path = join(directory, `${String(now).padStart(16, '0')}${SUFFIX}`)
    const file = await open(path, 'wx', 0o600)
    try {
      await file.write(MAGIC, 0, MAGIC.length, 0)
      await syncDirectory(directory)
      return new JournalFile(file, now)
    }
    catch (error) {
      await file.close()
      throw error
    }
  }

  async append(notes: readonly RequestNote[]): Promise<void> {
    const records = Buffer.concat(notes.map(encodeRecord))
    for (let done = 0; done < records.length;) {
      const { bytesWritten } = await this.file.write(records, done, records.length - done, this.bytes + done)
      done += bytesWritten
    }
    await this.file.datasync()
    this.bytes += records.length
  }

  close(): Promise<void> {
    return this.file.close()
  }
}

function encodeRecord(note: RequestNote): Buffer {
  const bytes = encodeNote(note)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(crc32(bytes))
  return Buffer.concat([bytes, checksum])
}

function* readRecords(file: Buffer): Generator<RequestNote> {
  if (!MAGIC.equals(file.subarray(0, MAGIC.length))) return
  for (let at = MAGIC.length; at + RECORD_BYTES <= file.length; at += RECORD_BYTES) {
    const note = file.subarray(at, at + NOTE_BYTES)
    if (crc32(note) !== file.readUInt32LE(at + NOTE_BYTES)) return
    yield decodeNote(note)
  }
}

/** Oldest first. */
const fileNames = async (directory: string) => (await readdir(directory)).filter(name => name.endsWith(SUFFIX)).sort()

/** Removes files that are too old, and those whose records are too many with the ones of newer files. */
async function removeOld(directory: string, now: number): Promise<void> {
  let records = 0
  for (const name of (await fileNames(directory)).reverse()) {
    const path = join(directory, name)
    const isOld = Number.parseInt(name, 10) + FILE_MS + REMEMBERED_MS < now
    if (isOld || records >= MOST_REQUESTS) await unlink(path)
    else records += ((await stat(path)).size - MAGIC.length) / RECORD_BYTES
  }
}
