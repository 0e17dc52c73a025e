import { afterEach, describe, expect, it } from 'vitest'
import { USUAL_COLUMNS } from '~/utils/list-columns'
import { mountWith } from './support'

afterEach(() => localStorage.clear())
const view = (key: string) => mountWith(() => useSourceView(() => key, () => USUAL_COLUMNS))
const kept = (key: string): unknown => JSON.parse(localStorage.getItem(key) ?? 'null')

describe('two lists in a page', () => {
  it('keep the columns of both their sources', async () => {
    const [one, other] = [await view('p:one'), await view('p:other')]
    one.columns.value = [{ name: 'host' }]
    other.pinned.value = ['region']
    await nextTick()
    expect(kept('cordwood-sources')).toEqual({ 'p:one': { columns: [{ name: 'host' }], pinned: [] }, 'p:other': { columns: [...USUAL_COLUMNS], pinned: ['region'] } })
  })

  it('look as the reader likes lists, and keep what was set in either', async () => {
    const [one, other] = [await mountWith(useListSettings), await mountWith(useListSettings)]
    one.change({ density: 'comfortable' })
    other.change({ folds: true })
    await nextTick()
    expect(one.settings.value).toMatchObject({ density: 'comfortable', folds: true })
    expect(kept('cordwood-list')).toMatchObject({ density: 'comfortable', folds: true })
  })
})
