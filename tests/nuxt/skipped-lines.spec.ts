import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TailSkipped } from '~/composables/useTailStream'
import type { ExploreLine } from '~/utils/explore-line'
import { until } from './support'

const QUESTION = { project: 'p1', source: 'app', query: '{}', start: '2026-11-22T10:00:00Z' }
const part = (after: string, count: number | null): TailSkipped => ({ count, start: '2026-11-22T10:00:00Z', end: '2026-11-22T11:00:00Z', arrived: { after, upTo: '9-9' } })
const line = (id: string) => ({ id, time: '1763805600000000000', line: id, stream: {}, metadata: {}, parsed: {} })

let answers: (object | number)[] = []
const requests: Record<string, unknown>[] = []
registerEndpoint('/api/v1/query', {
  method: 'POST',
  async handler(event) {
    requests.push(await readBody(event))
    const answer = answers.shift()
    if (typeof answer === 'object') return answer
    return new Response(JSON.stringify({ error: { code: 'unavailable', message: 'ClickHouse does not answer.' } }), { status: answer, headers: { 'content-type': 'application/json' } })
  },
})
const page = (ids: string[], cursor: string | null = null) => ({ kind: 'lines', lines: ids.map(line), cursor, cost: {} })

const inserted: [string[], string][] = []
let skipped: ReturnType<typeof useSkippedLines>
beforeEach(async () => {
  answers = []
  requests.length = inserted.length = 0
  await mountSuspended({
    setup() {
      skipped = useSkippedLines((lines: readonly ExploreLine[], after) => inserted.push([lines.map(({ id }) => id), after]))
      return () => null
    },
  })
})

describe('useSkippedLines', () => {
  it('counts what was skipped, where the server knows', () => {
    expect(skipped.hasSkipped.value).toBe(false)
    skipped.add(part('7-1', 3))
    skipped.add(part('7-9', 4))
    expect([skipped.hasSkipped.value, skipped.count.value]).toEqual([true, 7])
    skipped.add(part('8-1', null))
    expect(skipped.count.value).toBeUndefined()
    skipped.clear()
    expect(skipped.hasSkipped.value).toBe(false)
  })

  it('fetches just these, all pages, and gives them out in the order in which they came', async () => {
    skipped.add(part('7-1', 3))
    answers = [page(['7-4', '7-10'], 'next'), page(['7-2'])]
    await skipped.fetchAll(QUESTION)
    expect(inserted).toEqual([[['7-2', '7-4', '7-10'], '7-1']])
    expect(requests[0]).toEqual({ project: 'p1', source: 'app', query: '{}', start: '2026-11-22T10:00:00Z', end: '2026-11-22T11:00:00Z', arrived: { after: '7-1', upTo: '9-9' }, limit: 5000, format: 'json' })
    expect(requests[1]).toMatchObject({ cursor: 'next' })
    expect(skipped.hasSkipped.value).toBe(false)
  })

  it('says what failed, and fetches it again without what it has', async () => {
    skipped.add(part('7-1', 1))
    skipped.add(part('8-1', 1))
    answers = [page(['7-2']), 503]
    await skipped.fetchAll(QUESTION)
    await until(() => expect(skipped.error.value?.message).toBe('ClickHouse does not answer.'))
    expect([skipped.hasSkipped.value, skipped.loading.value]).toEqual([true, false])
    answers = [page(['8-2'])]
    await skipped.fetchAll(QUESTION)
    expect(inserted).toEqual([[['7-2'], '7-1'], [['8-2'], '8-1']])
    expect([skipped.hasSkipped.value, skipped.error.value]).toEqual([false, undefined])
  })
})
