import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { afterEach, expect, it, vi } from 'vitest'
import { mountWith } from './support'

registerEndpoint('/api/v1/projects', () => ({ projects: [{ id: 'first', name: 'First' }, { id: 'second', name: 'Second' }] }))
afterEach(() => vi.restoreAllMocks())

it('the project that is looked at is read from the cookie once, however many parts of a page ask, and remembered by it', async () => {
  const read = vi.spyOn(document, 'cookie', 'get')
  const [one, other] = await mountWith(() => [useProjects(), useProjects(), useProjects(), useProjects()] as const)
  expect(read.mock.calls.length).toBeLessThanOrEqual(1)
  await one.load()
  expect(other.current.value?.id).toBe('first')
  one.choose('second')
  expect(other.current.value?.id).toBe('second')
  expect(document.cookie).toContain('cordwood-project=second')
})
