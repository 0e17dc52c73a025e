import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import FilterBar from '~/components/explore/FilterBar.vue'
import { emptyState } from '~/utils/explore-state'
import { mountInApp } from './support'

registerEndpoint('/api/v1/me', () => ({ user: { id: '1', email: 'ada@example.com', name: '', role: 'admin', createdAt: '2026-11-22T10:00:00Z' } }))
registerEndpoint('/api/v1/projects', () => ({ projects: [] }))
registerEndpoint('/api/v1/fields/values', { method: 'POST', handler: () => ({ values: [{ value: 'checkout', count: 1234 }, { value: 'payments', count: 5 }] }) })

const filter = { start: '2026-11-22T10:00:00Z', end: '2026-11-22T11:00:00Z' }

describe('useExploreState', () => {
  it('writes changes into the address, and reads them back', async () => {
    let explore!: ReturnType<typeof useExploreState>
    await mountSuspended({
      setup() {
        explore = useExploreState()
        return () => null
      },
    }, { route: '/explore?range=6h' })
    expect(explore.state.value.range).toEqual({ kind: 'relative', duration: '6h' })
    await explore.toggleValue('service', 'checkout')
    await explore.toggleValue('http.status', '500')
    await explore.patch({ keyword: 'order' })
    const router = useRouter()
    expect(router.currentRoute.value.query).toEqual({ 'range': '6h', 'service': ['checkout'], 'tag.http.status': ['500'], 'q': 'order' })
    expect(explore.filtered.value).toBe(true)
    await explore.clearFilters()
    expect(router.currentRoute.value.query).toEqual({ range: '6h' })
    expect(explore.filtered.value).toBe(false)
  })

  it('keeps both of two changes made at once', async () => {
    let explore!: ReturnType<typeof useExploreState>
    await mountSuspended({
      setup() {
        explore = useExploreState()
        return () => null
      },
    }, { route: '/explore' })
    await Promise.all([explore.toggleValue('level', 'error'), explore.patch({ wrap: true })])
    expect(useRouter().currentRoute.value.query).toMatchObject({ level: ['error'], wrap: '1' })
  })
})

describe('FilterBar', () => {
  it('shows a chip for every filter, and takes each off', async () => {
    const state = { ...emptyState(), keyword: 'order', services: ['checkout'], levels: ['error' as const], tags: { region: ['eu', 'us'] } }
    const bar = await mountInApp(FilterBar, { props: { state, filter, filtered: true } })
    const chips = bar.findAll('[data-testid=filter-chip]')
    expect(chips.map(chip => chip.text().replace(/\s+/g, ' '))).toEqual(['contains order', 'service checkout', 'level error', 'region eu', 'region us'].map(text => `Remove the filter ${text}`))
    for (const chip of chips) await chip.trigger('click')
    expect(bar.emitted('clearKeyword')).toHaveLength(1)
    expect(bar.emitted('toggle')).toEqual([['service', 'checkout'], ['level', 'error'], ['region', 'eu'], ['region', 'us']])
  })
})
