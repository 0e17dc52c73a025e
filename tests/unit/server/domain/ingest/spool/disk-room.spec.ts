import type { statfs } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { DiskRoom } from '~~/server/domain/ingest/spool/disk-room'

const MB = 1024 * 1024
let asked = 0
const disk = (free: number, size: number) => (() => {
  asked++
  return Promise.resolve({ bavail: free / 4096, blocks: size / 4096, bsize: 4096 })
}) as unknown as typeof statfs

describe('the room on the spool’s disk', () => {
  it.each([
    ['a large disk', 257 * MB, 100_000 * MB, false],
    ['a large disk that is nearly full', 255 * MB, 100_000 * MB, true],
    ['a small disk', 11 * MB, 48 * MB, false],
    ['a small disk that is nearly full', 9 * MB, 48 * MB, true],
  ])('%s', async (_what, free, size, isShort) => {
    const room = new DiskRoom('/spool', () => 0, disk(free, size))
    expect(await room.isShort()).toBe(isShort)
    if (isShort) await expect(room.check()).rejects.toMatchObject({ code: 'unavailable', retryAfter: 10 })
    else await expect(room.check()).resolves.toBeUndefined()
  })

  it('is looked at ten times a second at most', async () => {
    let now = 0
    asked = 0
    const room = new DiskRoom('/spool', () => now, disk(MB, 48 * MB))
    await Promise.all([room.isShort(), room.isShort(), room.isShort()])
    expect(asked).toBe(1)
    now = 100
    await room.isShort()
    expect(asked).toBe(2)
  })

  it('is not in the way where the disk can’t be asked', async () => {
    const room = new DiskRoom('/spool', () => 0, (() => Promise.reject(new Error('EIO'))) as unknown as typeof statfs)
    expect(await room.isShort()).toBe(false)
  })
})
