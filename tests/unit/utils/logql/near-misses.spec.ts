import { describe, expect, it } from 'vitest'
import { looserQueries } from '~~/utils/logql/near-misses'

describe('looser queries', () => {
  it('leave each filter out once, and keep parsers', () => {
    expect(looserQueries('{service_name="checkout"} |= "kernel panic" | json | status="500"')).toEqual([
      { without: 'service_name = checkout', query: '{} |= "kernel panic" | json | status="500"' },
      { without: 'contains kernel panic', query: '{service_name="checkout"} | json | status="500"' },
      { without: 'status = 500', query: '{service_name="checkout"} |= "kernel panic" | json' },
    ])
  })

  it('are all lines where nothing is left', () => {
    expect(looserQueries('{level="error"} |~ "a.*b"').map(({ query }) => query)).toEqual(['{} |~ "a.*b"', '{level="error"}'])
  })

  it.each(['', '{}', '{service_name="a"}', '{} |= "a"', 'rate({a="b"} |= "c" [5m])', '{a="b"} | jsn', '{"'])('are none of %s', (query) => {
    expect(looserQueries(query)).toEqual([])
  })

  it('are a handful', () => {
    expect(looserQueries(`{} ${Array.from({ length: 20 }, (_, i) => `|= "word${i}"`).join(' ')}`)).toHaveLength(6)
  })
})
