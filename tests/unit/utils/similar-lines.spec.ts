import { describe, expect, it } from 'vitest'
import type { ExploreLine } from '../../../utils/explore-line'
import { foldSimilar } from '../../../utils/similar-lines'

const line = (id: string, message: string, labels: Partial<ExploreLine> = {}): ExploreLine =>
  ({ id, time: '0', timestamp: '', message, level: 'info', service: 'shop', stream: {}, metadata: {}, parsed: {}, ...labels })
const folded = (lines: ExploreLine[], unfolded: string[] = []) =>
  foldSimilar(lines, new Set(unfolded)).map(({ line: { id }, similar, place, unfolded: open }) => `${id}${similar ? `+${similar}` : ''}@${place}${open ? ' open' : ''}`)

const lines = [
  line('a', 'started'), line('b', 'order o-1 took 12ms'), line('c', 'order o-23 took 4ms'), line('d', 'order o-4 took 4ms'), line('e', 'stopped'), line('f', 'stopped'),
]

describe('foldSimilar', () => {
  it('makes one row of three or more that differ in their values alone', () => {
    expect(folded(lines)).toEqual(['a@0', 'b+2@1', 'e@4', 'f@5'])
  })
  it('unfolds them', () => {
    expect(folded(lines, ['b'])).toEqual(['a@0', 'b+2@1 open', 'c@2 open', 'd@3 open', 'e@4', 'f@5'])
  })
  it('goes by the pattern of the server where there is one', () => {
    const pattern = (id: string, message: string, hash: string) => line(id, message, { metadata: { pattern_hash: hash } })
    expect(folded([pattern('a', 'user ada', '7'), pattern('b', 'user grace', '7'), pattern('c', 'user joan', '7'), pattern('d', 'user joan', '8')])).toEqual(['a+2@0', 'd@3'])
  })
  it('keeps services and levels apart', () => {
    const same = [line('a', 'x'), line('b', 'x', { service: 'web' }), line('c', 'x', { level: 'error' }), line('d', 'x')]
    expect(folded(same)).toEqual(['a@0', 'b@1', 'c@2', 'd@3'])
  })
  it('of nothing is nothing', () => {
    expect(foldSimilar([], new Set())).toEqual([])
  })
})
