import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PatternsResponse } from '#shared/schemas/facets'
import PatternDetail from '~/components/explore/patterns/PatternDetail.vue'
import PatternRow from '~/components/explore/patterns/PatternRow.vue'
import PatternsTab from '~/components/explore/patterns/PatternsTab.vue'
import { mountInApp, until } from './support'

const question = { query: '{service_name="shop"}', start: '2026-11-22T10:00:00.000Z', end: '2026-11-22T11:00:00.000Z' }
const pattern = (n: number, part: object = {}) => ({
  hash: String(n), pattern: `user <_> came ${'abcdefg'[n]}`, example: `user ${n} came`, count: 100 - n, share: 0.5, previous: n, first: question.start, last: question.start,
  since: '2026-11-20T10:00:00.000000000Z', trend: [1, 0, 3], ...part,
})
const answer = (part: Partial<PatternsResponse> = {}): PatternsResponse =>
  ({ start: question.start, stepMs: 60_000, patterns: [pattern(0), pattern(1, { since: '2026-11-22T10:30:00.000000000Z' }), pattern(2)], distinct: 3, lines: 297, unpatterned: 0, scannedRows: 1, elapsedMs: 1, ...part })

let respond: () => PatternsResponse | Error = answer
let requests: object[] = []
registerEndpoint('/api/v1/patterns', {
  method: 'POST',
  handler: async (event) => {
    requests.push(await readBody<object>(event))
    const answered = respond()
    if (!(answered instanceof Error)) return answered
    setResponseStatus(event, 503)
    return { error: { code: 'unavailable', message: answered.message } }
  },
})

const mounted = () => mountInApp(PatternsTab, { props: { question, asked: 1 } })

beforeEach(() => {
  requests = []
  respond = answer
})

describe('one pattern', () => {
  const row = (part: object) => mountInApp(PatternRow, { props: { pattern: pattern(1, part), start: Date.parse(question.start), most: 100, open: false, focusable: true } })

  it('says how often, how that changed, and whether it is new', async () => {
    const known = await row({})
    expect(known.text()).toContain('× 99')
    expect(known.find('[data-testid=pattern-new]').exists()).toBe(false)
    const fresh = await row({ previous: 0, since: '2026-11-22T10:30:00.000000000Z' })
    expect(fresh.text()).toContain('none before')
    expect(fresh.find('[data-testid=pattern-new]').exists()).toBe(true)
  })

  it('opens, and is shown alone or hidden by its hash', async () => {
    const closed = await row({})
    await closed.get('button[aria-expanded]').trigger('click')
    expect(closed.emitted('toggle')).toHaveLength(1)
    const detail = await mountInApp(PatternDetail, { props: { pattern: pattern(1) } })
    expect(detail.text()).toContain('user 1 came')
    for (const button of detail.findAll('button').slice(0, 2)) await button.trigger('click')
    expect(detail.emitted('filter')).toEqual([[{ label: 'pattern_hash', operator: '=', value: '1' }], [{ label: 'pattern_hash', operator: '!=', value: '1' }]])
  })
})

describe('Patterns', () => {
  it('are asked for with the question, and found by a word', async () => {
    const view = await mounted()
    await until(() => expect(view.get('[data-testid=pattern-count]').text()).toBe('3 patterns in 297 lines'))
    expect(requests).toMatchObject([{ ...question, limit: 500 }])
    expect(view.get('table').attributes('aria-rowcount')).toBe('4')
    await view.get('input').setValue('came b')
    await until(() => expect(view.get('table').attributes('aria-rowcount')).toBe('2'))
    await view.get('input').setValue('nothing says this')
    await until(() => expect(view.get('[data-testid=no-patterns]').text()).toContain('None has these words'))
  })

  it('say when there are none, when they are of a sample, and when they could not be counted', async () => {
    respond = () => answer({ patterns: [], distinct: 0, lines: 0, sampled: { lines: 200_000, of: 3_000_000 } })
    const view = await mounted()
    await until(() => expect(view.get('[data-testid=no-patterns]').text()).toContain('No lines match'))
    expect(view.get('[data-testid=sampled]').text()).toContain('200K of 3M')
    respond = () => new Error('The engine is starting.')
    const failed = await mounted()
    await until(() => expect(failed.text()).toContain('The engine is starting.'))
    respond = answer
    await failed.findAll('button').find(button => button.text().includes('Try again'))!.trigger('click')
    await until(() => expect(failed.find('table').exists()).toBe(true))
  })
})
