import { expect, it } from 'vitest'
import { ref } from 'vue'
import { mountWith } from './support'

it('a change made while the one before is under way builds on it, and the address has the last word', async () => {
  const address = ref({ folder: 'shop', search: '' })
  const { state, wish } = await mountWith(() => useWished(() => address.value))
  const arrivals: (() => void)[] = []
  /** The router, which takes its time. */
  const change = (part: Partial<typeof address.value>) => {
    const next = { ...state.value, ...part }
    return wish(next, () => new Promise<void>(resolve => arrivals.push(() => {
      address.value = next
      resolve()
    })))
  }
  const first = change({ folder: '' })
  const second = change({ search: 'gateway' })
  expect(state.value).toEqual({ folder: '', search: 'gateway' })
  arrivals[0]!()
  await first
  expect(state.value).toEqual({ folder: '', search: 'gateway' })
  arrivals[1]!()
  await second
  address.value = { folder: 'back', search: '' }
  expect(state.value).toEqual({ folder: 'back', search: '' })
})

it('what the router refuses is forgotten', async () => {
  const { state, wish } = await mountWith(() => useWished(() => 'old'))
  await expect(wish('new', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(state.value).toBe('old')
})
