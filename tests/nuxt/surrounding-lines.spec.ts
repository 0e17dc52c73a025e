import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import SurroundingLines from '~/components/explore/SurroundingLines.vue'
import { emptyState } from '~/utils/explore-state'
import { mountInApp, until } from './support'

const COUNT = 200
const SECOND = 1_000_000_000n
const line = (n: number) => ({
  id: `7-${n}`, time: String(1_795_219_200_000_000_000n + BigInt(n) * SECOND), line: `line ${n}`,
  stream: { service_name: 'shop', host: `web-${n % 2}` }, metadata: { detected_level: 'info' }, parsed: {},
})
const lines = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, at) => line(from + at))

interface Request { id: string, before: number, after: number, keep: string[], cursorBefore?: string, cursorAfter?: string }
let requests: Request[] = []
let failing = false

registerEndpoint('/api/v1/me', () => ({ user: { id: '1', email: 'ada@example.com', name: '', role: 'admin', createdAt: '2026-11-22T10:00:00Z' } }))
registerEndpoint('/api/v1/projects', () => ({ projects: [] }))
registerEndpoint('/api/v1/context', {
  method: 'POST',
  handler: async (event) => {
    const body = await readBody<Request>(event)
    requests.push(body)
    if (failing) {
      setResponseStatus(event, 503)
      return { error: { code: 'unavailable', message: 'The engine is starting.' } }
    }
    const middle = Number(body.id.split('-')[1])
    const [end, start] = [Number(body.cursorBefore ?? middle), Number(body.cursorAfter ?? middle + 1)]
    const [first, last] = [Math.max(0, end - body.before), Math.min(COUNT, start + body.after)]
    return {
      before: lines(first, end), line: line(middle), after: lines(start, last),
      cursorBefore: first > 0 ? String(first) : null, cursorAfter: last < COUNT ? String(last) : null, cost: { scannedRows: 1, scannedBytes: 1, elapsedMs: 1 },
    }
  },
})

const mounted = (id = '7-100', state = {}) => mountInApp(SurroundingLines, { props: { id, state: { ...emptyState(), record: id, ...state } } })
type View = Awaited<ReturnType<typeof mounted>>
const shown = (view: View) => view.findAll('[data-testid=surrounding-line]').map(row => Number(row.attributes('data-id')!.split('-')[1]))
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

beforeEach(() => {
  requests = []
  failing = false
})

describe('SurroundingLines', () => {
  it('shows the lines before and after, marks the one in the middle, and keeps the service', async () => {
    const view = await mounted()
    await until(() => expect(shown(view)).toEqual(range(75, 126)))
    expect(requests).toMatchObject([{ id: '7-100', keep: ['service_name'] }])
    expect(view.find('[aria-current=true]').text()).toContain('line 100')
    expect(view.find('[data-id="7-98"]').text()).toContain('−2.0 s')
  })

  it('goes on in both directions to the ends, each line once', async () => {
    const view = await mounted('7-170')
    await until(() => expect(shown(view)).toEqual(range(145, 196)))
    await view.find('[data-testid=extend-after]').trigger('click')
    await until(() => expect(shown(view)).toEqual(range(145, 200)))
    expect(view.find('[data-testid=extend-after]').exists()).toBe(false)
    await view.find('[data-testid=extend-before]').trigger('click')
    await until(() => expect(shown(view)).toEqual(range(120, 200)))
    expect(requests[2]).toMatchObject({ before: 25, after: 0, cursorBefore: '145' })
  })

  it('asks with the labels of the address, and changes them there', async () => {
    const view = await mounted('7-100', { keep: ['host'] })
    await until(() => expect(shown(view)).toHaveLength(51))
    expect(requests[0]!.keep).toEqual(['host'])
    const toggles = view.findAll('[data-testid=keep-label]')
    expect(toggles.map(toggle => [toggle.text(), toggle.attributes('aria-pressed')])).toEqual([['service_name', 'false'], ['host', 'true'], ['detected_level', 'false']])
    await toggles[0]!.trigger('click')
    await toggles[1]!.trigger('click')
    expect(view.emitted('patch')).toEqual([[{ keep: ['host', 'service_name'] }, { replace: true }], [{ keep: [] }, { replace: true }]])
  })

  it('opens another line as a step of the history, and not the one that is open', async () => {
    const view = await mounted()
    await until(() => expect(shown(view)).toHaveLength(51))
    await view.find('[data-id="7-101"]').trigger('click')
    await view.find('[data-id="7-100"]').trigger('click')
    expect(view.emitted('patch')).toEqual([[{ record: '7-101' }]])
  })

  it('is one stop of the Tab key, walked through by arrows', async () => {
    const view = await mounted()
    await until(() => expect(shown(view)).toHaveLength(51))
    const stop = () => view.findAll('[data-testid=surrounding-line][tabindex="0"]').map(row => row.attributes('data-id'))
    expect(stop()).toEqual(['7-100'])
    for (const [key, id] of [['ArrowUp', '7-99'], ['Home', '7-75'], ['ArrowUp', '7-75'], ['End', '7-125'], ['ArrowDown', '7-125']] as const) {
      await view.find('ol').trigger('keydown', { key })
      expect(stop()).toEqual([id])
    }
  })

  it('says what failed, and goes on where it stood', async () => {
    const view = await mounted()
    await until(() => expect(shown(view)).toHaveLength(51))
    failing = true
    await view.find('[data-testid=extend-before]').trigger('click')
    await until(() => expect(view.find('[role=alert]').text()).toContain('The engine is starting.'))
    expect(shown(view)).toHaveLength(51)
    failing = false
    await view.findAll('[role=alert] button').at(-1)!.trigger('click')
    await until(() => expect(shown(view)).toEqual(range(50, 126)))
    expect(view.find('[role=alert]').exists()).toBe(false)
  })
})
