import { mkdir, open, readdir, rename, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Logger } from '../../kernel'
import { syncDirectory } from './segment-file'

/** Where files go that Cordwood can't use by itself: nothing acknowledged is ever deleted, a person decides. */
export interface Quarantine {
  /** Moves a segment's file out of the spool. `why` goes into the log. */
  put(path: string, why: string): Promise<void>
  /** Keeps the bytes of a file from `from` on, before they are cut off. */
  keepTail(path: string, from: number, why: string): Promise<void>
  /** How many files are there. */
  count(): Promise<number>
}

/** @param directory absolute; a folder a table below it, as in the spool */
export function createQuarantine(directory: string, logger: Logger): Quarantine {
  async function folderOf(path: string): Promise<string> {
    const folder = join(directory, basename(dirname(path)))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return folder
  }

  return {
    async put(path, why) {
      const folder = await folderOf(path)
      const kept = join(folder, basename(path))
      await rename(path, kept)
      await syncDirectory(folder)
      logger.error({ path: kept, why }, 'a segment was put into quarantine')
    },
    async keepTail(path, from, why) {
      const folder = await folderOf(path)
      const kept = join(folder, `${basename(path)}.${from}.tail`)
      await copyFrom(path, from, kept)
      await syncDirectory(folder)
      logger.error({ path: kept, why }, 'the damaged end of a segment was put into quarantine')
    },
    async count() {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
      return entries.filter(entry => entry.isFile()).length
    },
  }
}

async function copyFrom(path: string, from: number, target: string): Promise<void> {
  const source = await open(path, 'r')
  try {
    const copy = await open(target, 'w', 0o600)
    try {
      await pump(source, from, copy)
      await copy.datasync()
    }
    finally {
      await copy.close()
    }
  }
  finally {
    await source.close()
  }
}

async function pump(source: FileHandle, from: number, target: FileHandle): Promise<void> {
  const buffer = Buffer.allocUnsafe(1024 * 1024)
  for (let position = from; ;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, position)
    if (bytesRead === 0) return
    await target.write(buffer, 0, bytesRead)
    position += bytesRead
  }
}
