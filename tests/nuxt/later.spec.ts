import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { mountWith, until } from './support'

const rounds = async () => {
  for (let round = 0; round < 5; round++) await new Promise<void>(wake => requestIdleCallback(() => wake()))
}

describe('useLater', () => {
  it('loads nothing before it is due, then one part after the other, also behind one that fails', async () => {
    const due = ref(false)
    const loaded: string[] = []
    await mountWith(() => useLater(() => due.value, [
      async () => loaded.push('panel'),
      () => Promise.reject(new Error('offline')),
      async () => loaded.push('palette'),
    ]))
    await rounds()
    expect(loaded).toEqual([])
    due.value = true
    await until(() => expect(loaded).toEqual(['panel', 'palette']))
    due.value = false
    await nextTick()
    due.value = true
    await rounds()
    expect(loaded).toHaveLength(2)
  })

  it('ends with the page', async () => {
    const due = ref(false)
    const loaded: string[] = []
    const page = await mountSuspended({
      setup() {
        useLater(() => due.value, [async () => loaded.push('panel')])
        return () => null
      },
    })
    due.value = true
    await nextTick()
    page.unmount()
    await rounds()
    expect(loaded).toEqual([])
  })
})

describe('useWhenIdle', () => {
  it('is true some time after it is due, and stays so', async () => {
    const due = ref(false)
    const isIdle = await mountWith(() => useWhenIdle(() => due.value))
    await rounds()
    expect(isIdle.value).toBe(false)
    due.value = true
    await nextTick()
    expect(isIdle.value).toBe(false)
    await until(() => expect(isIdle.value).toBe(true))
    due.value = false
    await rounds()
    expect(isIdle.value).toBe(true)
  })
})
