import { describe, expect, it } from 'vitest'
import type { ExploreLine } from '../../../utils/explore-line'
import { createCollapser, type RepeatMode } from '../../../utils/repeats'

const line = (id: string, message: string, more: Partial<ExploreLine> = {}): ExploreLine =>
  ({ id, time: '0', timestamp: '', message, level: 'info', service: 'shop', stream: {}, metadata: {}, parsed: {}, ...more })
const collapsed = (lines: ExploreLine[], mode: RepeatMode, collapse = createCollapser()) => {
  const { lines: left, times } = collapse(lines, mode)
  return left.map(({ id }) => `${id}×${times.get(id) ?? 1}`)
}

const lines = [line('a', 'order 1 took 5ms'), line('b', 'started'), line('c', 'order 2 took 7ms'), line('d', 'started'), line('e', 'started', { level: 'error' })]

describe('repeats', () => {
  it.each<[RepeatMode, string[]]>([
    ['off', ['a×1', 'b×1', 'c×1', 'd×1', 'e×1']],
    ['message', ['a×1', 'b×2', 'c×1', 'e×1']],
    ['pattern', ['a×2', 'b×2', 'e×1']],
  ])('%s', (mode, wanted) => expect(collapsed(lines, mode)).toEqual(wanted))

  it('goes by the server’s pattern where there is one', () => {
    const pattern = (id: string, message: string, hash: string) => line(id, message, { metadata: { pattern_hash: hash } })
    expect(collapsed([pattern('a', 'user ada', '7'), pattern('b', 'user joan', '7'), pattern('c', 'user joan', '8')], 'pattern')).toEqual(['a×2', 'c×1'])
  })

  it('says the same of lines that it knows when others join them', () => {
    const collapse = createCollapser()
    expect(collapsed(lines, 'pattern', collapse)).toEqual(collapsed(lines, 'pattern', collapse))
    expect(collapsed([line('f', 'order 3 took 9ms'), ...lines], 'pattern', collapse)).toEqual(['f×3', 'b×2', 'e×1'])
  })
})
