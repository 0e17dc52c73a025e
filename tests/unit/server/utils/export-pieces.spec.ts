import { describe, expect, it } from 'vitest'
import type { LogqlPiece } from '~~/server/domain/query'
import { logqlFile, sqlFile } from '~~/server/utils/export-pieces'

const numbers: LogqlPiece = {
  numbers: { kind: 'matrix', series: [{ labels: { app: 'a' }, points: [[0n, 1], [1_000_000_000n, NaN]] }, { labels: { env: '=x' }, points: [[0n, 2.5]] }] },
}

describe('the pieces of a file', () => {
  it('of numbers are a row each, with a line of names that is none', () => {
    expect([...logqlFile('csv', false).write(numbers)]).toEqual([
      { text: 'time,app,env,value\r\n', rows: 0 },
      { text: '1970-01-01T00:00:00.000000000Z,a,,1\r\n', rows: 1 }, { text: '1970-01-01T00:00:01.000000000Z,a,,NaN\r\n', rows: 1 },
      { text: '1970-01-01T00:00:00.000000000Z,,\'=x,2.5\r\n', rows: 1 },
    ])
    expect([...logqlFile('ndjson', false).write(numbers)].map(({ text }) => JSON.parse(text) as object)).toEqual([
      { time: '1970-01-01T00:00:00.000000000Z', labels: { app: 'a' }, value: 1 }, { time: '1970-01-01T00:00:01.000000000Z', labels: { app: 'a' }, value: 'NaN' },
      { time: '1970-01-01T00:00:00.000000000Z', labels: { env: '=x' }, value: 2.5 },
    ])
    expect([...logqlFile('csv', false).write({ numbers: { kind: 'scalar', timestamp: 0n, value: 3 } })].map(({ text }) => text)).toEqual(['time,value\r\n', '1970-01-01T00:00:00.000000000Z,3\r\n'])
  })

  it('of many numbers are made as they are taken', () => {
    let asked = 0
    const points = new Proxy([[0n, 1], [1n, 2]] as [bigint, number][], { get: (all, name) => (name === '1' && asked++, Reflect.get(all, name) as unknown) })
    const pieces = logqlFile('ndjson', false).write({ numbers: { kind: 'matrix', series: [{ labels: {}, points }] } })[Symbol.iterator]()
    pieces.next()
    expect(asked).toBe(0)
  })

  it('of no lines are the line of names alone, where the format has one', () => {
    expect(logqlFile('csv', false).empty).toBe('time,id,line,labels\r\n')
    expect(logqlFile('csv', true).empty).toBe('time,id,source,line,labels\r\n')
    expect(logqlFile('ndjson', false).empty).toBe('')
  })

  it('of SQL have names that differ as members of an object', () => {
    const { write } = sqlFile('ndjson')
    expect([...write({ columns: ['n', 'n'].map(name => ({ name, type: 'UInt8' })) })]).toEqual([])
    expect([...write({ row: [1, 2] })]).toEqual([{ text: '{"n":1,"n_2":2}\n', rows: 1 }])
  })
})
