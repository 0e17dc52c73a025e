import { describe, expect, it } from 'vitest'
import type { FrozenResult } from '../../../shared/schemas/shares'
import { sharedChart } from '../../../utils/shared-chart'

const cost = { scannedRows: 1, scannedBytes: 1, elapsedMs: 1 }
const TEN = Date.UTC(2026, 10, 22, 10)
const NANOS = `${TEN}000000`
const question: FrozenResult['question'] = { language: 'logql', query: 'q', start: '2026-11-22T10:00:00.000Z', end: '2026-11-22T11:00:00.000Z' }

describe('sharedChart', () => {
  it('is of numbers over the range that was asked for, or of one moment', () => {
    expect(sharedChart({ question, result: { kind: 'matrix', series: [{ labels: { a: 'x' }, points: [[NANOS, 2]] }], cost } }))
      .toEqual({ isOverTime: true, endsStep: true, span: { start: TEN, end: TEN + 3_600_000 }, series: [{ name: 'x', labels: { a: 'x' }, points: [{ time: TEN, value: 2 }] }] })
    expect(sharedChart({ question, result: { kind: 'vector', time: NANOS, samples: [{ labels: { a: 'x' }, value: 3 }], cost } }))
      .toMatchObject({ isOverTime: false, series: [{ name: 'x', points: [{ value: 3 }] }] })
    expect(sharedChart({ question, result: { kind: 'scalar', time: NANOS, value: 4, cost } })).toMatchObject({ isOverTime: false, series: [{ points: [{ value: 4 }] }] })
  })

  it('is of the numbers of SQL, and of nothing where there are none', () => {
    const table = (columns: { name: string, type: string }[], rows: unknown[][]): FrozenResult['result'] => ({ kind: 'table', columns, rows, truncated: false, limit: 10, cost })
    expect(sharedChart({ question, result: table([{ name: 'n', type: 'UInt64' }], [['7']]) })).toMatchObject({ isOverTime: false, series: [{ name: 'n', points: [{ value: 7 }] }] })
    expect(sharedChart({ question, result: table([{ name: 's', type: 'String' }], [['a']]) })).toBeUndefined()
    expect(sharedChart({ question, result: { kind: 'lines', lines: [], cursor: null, cost } })).toBeUndefined()
  })
})
