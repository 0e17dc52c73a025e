import { describe, expect, it } from 'vitest'
import { absoluteRange, DEFAULT_RANGE, parseDuration, parseRange, rangeParameters, resolveRange, shiftRange, toLocalInput, zoomIn, zoomOut } from '../../../utils/time-range'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const HOUR = 3_600_000

describe('durations', () => {
  it.each([['5s', 5000], ['15m', 900_000], ['1h', HOUR], ['7d', 7 * 24 * HOUR], ['2w', 14 * 24 * HOUR]])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })
  it.each(['', '0s', '5', 'm', '-5m', '1.5h', '999999d', '5 m', '5y'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

describe('parseRange', () => {
  it('keeps a relative range relative', () => {
    expect(parseRange({ range: '6h' })).toEqual({ kind: 'relative', duration: '6h' })
  })
  it('takes two moments before a duration', () => {
    expect(parseRange({ range: '6h', from: '2026-11-22T10:00:00Z', to: '2026-11-22T11:00:00Z' }))
      .toEqual({ kind: 'absolute', from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' })
  })
  it.each([{ from: 'x', to: 'y' }, { from: '2026-11-22T11:00:00Z', to: '2026-11-22T10:00:00Z' }, { from: '2026-11-22T11:00:00Z' }, { range: 'soon' }, {}])('gives nothing for %j', (text) => {
    expect(parseRange(text)).toBeUndefined()
  })
})

describe('a range in the address', () => {
  it.each([{ range: '6h' }, { from: 'now-1d/d', to: 'now-1d/d' }, { from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' }])('reads back as it was: %j', (text) => {
    expect(rangeParameters(parseRange(text)!, DEFAULT_RANGE)).toEqual(text)
  })
  it('is short', () => {
    expect(parseRange({ from: 'now-6h', to: 'now' })).toEqual({ kind: 'relative', duration: '6h' })
    expect(rangeParameters(DEFAULT_RANGE, DEFAULT_RANGE)).toEqual({})
    expect(parseRange({ from: 'now', to: 'now-1d' })).toBeUndefined()
    expect(parseRange({ from: 'now-9y', to: 'now' })).toBeUndefined()
  })
})

describe('zooming and shifting', () => {
  it('goes from one quick range to the next wider', () => {
    expect(zoomOut({ kind: 'relative', duration: '1h' }, NOW)).toEqual({ kind: 'relative', duration: '6h' })
    expect(zoomOut({ kind: 'relative', duration: '20m' }, NOW)).toEqual({ kind: 'relative', duration: '1h' })
    expect(zoomOut({ kind: 'relative', duration: '30d' }, NOW)).toEqual({ kind: 'relative', duration: '30d' })
  })
  it('triples an absolute range around its middle, and never past now', () => {
    const range = absoluteRange({ start: NOW - 3 * HOUR, end: NOW - 2 * HOUR })
    expect(resolveRange(zoomOut(range, NOW), NOW)).toEqual({ start: NOW - 4 * HOUR, end: NOW - HOUR })
    const late = absoluteRange({ start: NOW - HOUR, end: NOW })
    expect(resolveRange(zoomOut(late, NOW), NOW)).toEqual({ start: NOW - 3 * HOUR, end: NOW })
  })
  it('zooms into the middle half, or into what was dragged in either direction', () => {
    expect(resolveRange(zoomIn({ kind: 'relative', duration: '4h' }, NOW), NOW)).toEqual({ start: NOW - 3 * HOUR, end: NOW - HOUR })
    expect(resolveRange(zoomIn({ kind: 'relative', duration: '4h' }, NOW, { start: NOW - HOUR, end: NOW - 2 * HOUR }), NOW)).toEqual({ start: NOW - 2 * HOUR, end: NOW - HOUR })
  })
  it('never zooms to nothing', () => {
    const { start, end } = resolveRange(zoomIn({ kind: 'relative', duration: '1h' }, NOW, { start: NOW, end: NOW }), NOW)
    expect(end - start).toBeGreaterThan(0)
  })
  it('shifts by half a width', () => {
    const range = absoluteRange({ start: NOW - 4 * HOUR, end: NOW - 2 * HOUR })
    expect(resolveRange(shiftRange(range, NOW, -1), NOW)).toEqual({ start: NOW - 5 * HOUR, end: NOW - 3 * HOUR })
    expect(resolveRange(shiftRange(range, NOW, 1), NOW)).toEqual({ start: NOW - 3 * HOUR, end: NOW - HOUR })
  })
})

describe('toLocalInput', () => {
  it.each([NOW, NOW + 250])('writes a local moment that reads back as the same (%d)', (moment) => {
    expect(Date.parse(toLocalInput(moment))).toBe(moment)
  })
})
