import { describe, expect, it, vi } from 'vitest'
import { createHotLabels } from '~~/server/domain/query/hot-labels'
import { eventually } from '~~/tests/fixtures/eventually'

const layout = { hasMinute: true, labels: new Map([['level', 'Label_level']]) }
const MANY = 2_000_000

function hotLabels(promote = vi.fn(() => Promise.resolve())) {
  const failed = vi.fn()
  return { promote, failed, ...createHotLabels(promote, failed) }
}

describe('labels that are asked for often', () => {
  it('get a column once', () => {
    const { note, promote } = hotLabels()
    for (let i = 0; i < 2; i++) note('t', layout, ['status'], MANY)
    expect(promote).not.toHaveBeenCalled()
    for (let i = 0; i < 5; i++) note('t', layout, ['status'], MANY)
    expect(promote.mock.calls).toEqual([['t', 'status']])
  })

  it('are those of our own tables, of many lines, and without a column', () => {
    const { note, promote } = hotLabels()
    for (let i = 0; i < 9; i++) {
      note('t', undefined, ['status'], MANY)
      note('t', layout, ['status'], 100)
      note('t', layout, ['level', 'trace_id', 'x\'); DROP TABLE t; --', '__error__', 'a.b'], MANY)
    }
    expect(promote).not.toHaveBeenCalled()
  })

  it('are so many of a table at most', () => {
    const { note, promote } = hotLabels()
    for (let label = 0; label < 40; label++) for (let i = 0; i < 3; i++) note('t', layout, [`a${label}`], MANY)
    expect(promote).toHaveBeenCalledTimes(15)
  })

  it('are tried again when there was no column to be had', async () => {
    const promote = vi.fn(() => Promise.reject(new Error('no')))
    const { note, failed } = hotLabels(promote)
    for (let i = 0; i < 3; i++) note('t', layout, ['status'], MANY)
    await eventually(() => expect(failed).toHaveBeenCalledOnce())
    for (let i = 0; i < 3; i++) note('t', layout, ['status'], MANY)
    expect(promote).toHaveBeenCalledTimes(2)
  })
})
