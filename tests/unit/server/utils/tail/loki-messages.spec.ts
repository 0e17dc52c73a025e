import { describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel'
import { lokiTailForm } from '~~/server/utils/tail/loki-messages'
import { at, batchOf } from '../../domain/tail/support'

const told = (event: Parameters<ReturnType<typeof lokiTailForm>>[0], categorize = false) => {
  const text = lokiTailForm(categorize)(event)
  return text === undefined ? undefined : JSON.parse(text) as unknown
}
const skipped = { after: at(1), upTo: at(9) }

describe('a message of Loki’s tail', () => {
  it('has lines by stream', () => {
    expect(told({ kind: 'lines', batch: batchOf(1, 'a', 'b'), position: at(2) })).toEqual({ streams: [{ stream: {}, values: [['1', 'a'], ['2', 'b']] }] })
  })

  it('says so where labels come by where they are from, and does not mix that up with the other form of the same lines', () => {
    const event = { kind: 'lines', batch: batchOf(1, 'a'), position: at(1) } as const
    expect(told(event)).toEqual({ streams: [{ stream: {}, values: [['1', 'a']] }] })
    expect(told(event, true)).toEqual({ encodingFlags: ['categorize-labels'], streams: [{ stream: {}, values: [['1', 'a', {}]] }] })
  })

  it('tells of dropped lines, with their number where there is one', () => {
    expect(told({ kind: 'skipped', skipped: { ...skipped, count: 900, times: { first: 5n, last: 7n } } }))
      .toEqual({ streams: [], dropped_entries: [{ timestamp: '5', labels: { skipped_lines: '900' } }] })
    expect(told({ kind: 'skipped', skipped: { ...skipped, count: undefined, times: undefined } }))
      .toEqual({ streams: [], dropped_entries: [{ timestamp: '0', labels: { skipped_lines: 'unknown' } }] })
  })

  it('is none for beats and ends', () => {
    expect(told({ kind: 'beat', position: at(1) })).toBeUndefined()
    expect(told({ kind: 'end', error: new AppError('unavailable', 'Stopping') })).toBeUndefined()
  })
})
