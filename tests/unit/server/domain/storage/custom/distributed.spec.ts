import { describe, expect, it } from 'vitest'
import { databaseBehind } from '~~/server/domain/storage/custom/distributed'

describe('the database behind a Distributed table', () => {
  it.each([
    [`Distributed('all', 'shop', 'requests', rand())`, 'shop'],
    [`Distributed('all', 'shop', 'requests') SETTINGS fsync_after_insert = 1`, 'shop'],
    ['Distributed(all, `co\\`rd`, requests)', 'co`rd'],
    [`Distributed('{cluster}', 'it\\'s', 'x', cityHash64(a), 'policy')`, 'it\'s'],
  ])('%s', (engine, database) => {
    expect(databaseBehind(engine)).toBe(database)
  })

  it.each([
    [`Distributed('all', '', 'requests')`], ['Distributed(all, currentDatabase(), requests)'], [`Distributed('all', concat('cord', 'wood'), 'x')`],
    ['MergeTree ORDER BY a'], ['Distributed'], [`Distributed('all`], [''],
  ])('is not told by %s', (engine) => {
    expect(databaseBehind(engine)).toBeUndefined()
  })
})
