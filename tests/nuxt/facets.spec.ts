import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { expect, it } from 'vitest'
import { ref } from 'vue'
import { mountWith, until } from './support'

const question = { query: '{}', start: '2026-11-22T10:00:00.000Z', end: '2026-11-22T11:00:00.000Z' }

interface Asked { field: string, limit: number }
const requests: Asked[] = []
/** The answer about `slow` comes when the test lets it. */
let release = () => {}
const released = new Promise<void>(resolve => release = resolve)
registerEndpoint('/api/v1/fields/values', {
  method: 'POST',
  handler: async (event) => {
    const asked = await readBody<Asked>(event)
    requests.push(asked)
    if (asked.field === 'slow') await released
    if (asked.field === 'broken') {
      setResponseStatus(event, 503)
      return { error: { code: 'unavailable', message: 'away' } }
    }
    return { values: [{ value: `of ${asked.field}`, count: 1 }] }
  },
})

it('the values of a field are those of the last question, whichever answer comes last', async () => {
  const field = ref('slow')
  const { items, loading, load } = await mountWith(() => useFieldValues(field))
  expect(items.value).toEqual([])
  const first = load(question)
  expect(loading.value).toBe(true)
  field.value = 'quick'
  await load(question)
  expect(items.value.map(({ value }) => value)).toEqual(['of quick'])
  release()
  await first
  expect(items.value.map(({ value }) => value)).toEqual(['of quick'])
  expect(loading.value).toBe(false)
  expect(requests.map(({ field: name, limit }) => [name, limit])).toEqual([['slow', 200], ['quick', 200]])
})

it('what went wrong is told, and forgotten with the next question', async () => {
  const field = ref('broken')
  const { items, error, load } = await mountWith(() => useFieldValues(field))
  await load(question)
  await until(() => expect(error.value?.code).toBe('unavailable'))
  field.value = 'quick'
  await load(question)
  expect(error.value).toBeUndefined()
  expect(items.value).toHaveLength(1)
})
