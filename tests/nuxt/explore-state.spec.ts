import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'

registerEndpoint('/api/v1/me', () => ({ user: { id: '1', email: 'ada@example.com', name: '', role: 'admin', createdAt: '2026-11-22T10:00:00Z' } }))
registerEndpoint('/api/v1/projects', () => ({ projects: [] }))
registerEndpoint('/api/v1/fields/values', { method: 'POST', handler: () => ({ values: [{ value: 'checkout', count: 1234 }, { value: 'payments', count: 5 }] }) })

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
    await explore.toggle({ label: 'service_name', operator: '=', value: 'checkout' })
    await explore.toggle({ label: 'http.status', operator: '!=', value: '500' })
    const router = useRouter()
    expect(router.currentRoute.value.query).toEqual({ range: '6h', query: '{service_name="checkout"} | http.status!="500"' })
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
    await Promise.all([explore.toggle({ label: 'service_name', operator: '=', value: 'a' }), explore.patch({ wrap: true })])
    expect(useRouter().currentRoute.value.query).toMatchObject({ query: '{service_name="a"}', wrap: '1' })
  })
})
