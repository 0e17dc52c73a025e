import { describe, expect, it } from 'vitest'
import { bytesOf, hexDump, isPlainText, previewOf } from '../../../utils/bytes'
import { deadLetterFilter, deadLetterQuery, downloadAddress, hasLetterFilters, parseDeadLetterState, WHOLE_INBOX } from '../../../utils/dead-letter-state'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const base64 = (...bytes: number[]) => ({ encoding: 'base64' as const, raw: Buffer.from(bytes).toString('base64') })
const utf8 = (raw: string) => ({ encoding: 'utf8' as const, raw })

describe('the state of the inbox', () => {
  it('is the whole inbox in an empty address', () => {
    const state = parseDeadLetterState({})
    expect(state).toEqual({ range: WHOLE_INBOX, reasons: [], sources: [], protocols: [], keys: [], text: '' })
    expect(deadLetterQuery(state)).toEqual({})
    expect(hasLetterFilters(state)).toBe(false)
    expect(deadLetterFilter(state, NOW)).toEqual({ start: NOW - 30 * 86_400_000, end: NOW })
  })

  it('comes back from its address as it was', () => {
    const state = { range: { kind: 'relative', duration: '1h' } as const, reasons: ['a', 'b'], sources: ['app'], protocols: ['raw'], keys: ['k'], text: 'x y' }
    expect(parseDeadLetterState(deadLetterQuery(state))).toEqual(state)
    expect(hasLetterFilters(state)).toBe(true)
    expect(deadLetterFilter(state, NOW)).toEqual({ start: NOW - 3_600_000, end: NOW, reason: ['a', 'b'], source: ['app'], protocol: ['raw'], key: ['k'], text: 'x y' })
  })

  it('says what to download', () => {
    const filter = deadLetterFilter({ ...parseDeadLetterState({}), reasons: ['a&b', 'c'] }, NOW)
    const address = new URL(downloadAddress('p', filter, ['1-2', '1-3'], 'raw'), 'http://x')
    expect(address.pathname).toBe('/api/v1/projects/p/dead-letters/download')
    expect(address.searchParams.getAll('reason')).toEqual(['a&b', 'c'])
    expect(address.searchParams.getAll('id')).toEqual(['1-2', '1-3'])
    expect(address.searchParams.get('end')).toBe(String(NOW))
  })
})

describe('bytes', () => {
  it('come back whichever way they were sent', () => {
    expect([...bytesOf(base64(0xFF, 0x00))]).toEqual([0xFF, 0x00])
    expect([...bytesOf(utf8('é'))]).toEqual([0xC3, 0xA9])
  })
  it('are shown as hex with what can be read of them', () => {
    expect(hexDump(Uint8Array.from([0x7B, 0x22, 0xFF]))).toBe(`00000000  7b 22 ff${' '.repeat(39)}  {"·`)
    expect(hexDump(new Uint8Array(17)).split('\n')[1]).toMatch(/^00000010 {2}00 /)
    expect(hexDump(new Uint8Array())).toBe('')
  })
  it('are text only without control characters', () => {
    expect(isPlainText(utf8('a\tb\r\n€'))).toBe(true)
    expect(isPlainText(utf8('a\u0000b'))).toBe(false)
    expect(isPlainText(base64(0x41))).toBe(false)
  })
  it('have a preview of one line', () => {
    expect(previewOf(utf8('a\n\tb'))).toBe('a b')
    expect(previewOf(base64(0x41, 0xFF))).toBe('A·')
    expect(previewOf(utf8('x'.repeat(500)))).toHaveLength(240)
  })
})
