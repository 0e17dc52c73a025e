import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TailLines, TailSkipped } from '~/composables/useTailStream'
import { until } from './support'

const QUESTION = { query: '{}', start: '2026-11-22T10:00:00Z' }
const event = (name: string, id: string, data: object) => `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`
const lines = (id: string, ...texts: string[]) => event('lines', id, { lines: texts.map(line => ({ id, line })) })

/** A server whose answers the test writes by hand. */
function handWritten() {
  const requests: { params: Record<string, string>, signal: AbortSignal, write(text: string): void, end(): void, breakOff(): void, refuse(status: number, code?: string): void }[] = []
  vi.stubGlobal('fetch', (address: string, { signal }: RequestInit) => new Promise<Response>((resolve, reject) => {
    let controller!: ReadableStreamDefaultController<Uint8Array>
    const answer = new Response(new ReadableStream<Uint8Array>({ start: c => void (controller = c) }))
    signal!.addEventListener('abort', () => {
      const error = new DOMException('Aborted', 'AbortError')
      reject(error)
      controller.error(error)
    })
    requests.push({
      params: Object.fromEntries(new URL(address, 'http://x').searchParams), signal: signal!,
      write(text) {
        resolve(answer)
        controller.enqueue(new TextEncoder().encode(text))
      },
      end: () => controller.close(),
      breakOff: () => controller.error(new TypeError('network error')),
      // Without a code it is a proxy between that speaks.
      refuse: (status, code) => resolve(new Response(code === undefined ? '<html>' : JSON.stringify({ error: { code, message: 'No.' } }), { status })),
    })
  }))
  return requests
}

const taken: string[] = []
const skips: TailSkipped[] = []
let requests: ReturnType<typeof handWritten>
let tail: ReturnType<typeof useTailStream>
let unmount: () => void

beforeEach(async () => {
  taken.length = skips.length = 0
  const wrapper = await mountSuspended({
    setup() {
      tail = useTailStream({ lines: (fresh: TailLines) => taken.push(...fresh.map(({ line }) => line)), skipped: part => skips.push(part) })
      return () => null
    },
  })
  unmount = () => wrapper.unmount()
  requests = handWritten()
  tail.start(QUESTION)
})
afterEach(() => {
  unmount()
  vi.unstubAllGlobals()
})

/** Waits for the next connection: cuts the pause before it short as soon as there is one. */
const reconnected = (count: number) => until(() => {
  tail.reconnect()
  expect(requests).toHaveLength(count)
})

describe('useTailStream', () => {
  it('begins with some lines before, and hands out what comes', async () => {
    expect(requests[0]!.params).toEqual({ ...QUESTION, limit: '200' })
    requests[0]!.write('retry: 1000\n\n')
    expect(tail.status.value).toBe('connecting')
    requests[0]!.write(lines('7-2', 'one', 'two') + event('skipped', '7-9', { count: 7 }))
    await until(() => expect(taken).toEqual(['one', 'two']))
    expect(skips).toEqual([{ count: 7 }])
    expect(tail.status.value).toBe('live')
  })

  it.each<[string, (request: ReturnType<typeof handWritten>[number]) => void]>([
    ['broke off', request => request.breakOff()],
    ['ended', request => request.end()],
    ['has lost its network', () => window.dispatchEvent(new Event('offline'))],
    ['was ended by the server', request => request.write('event: end\ndata: {"code":"unavailable","message":"Stopping."}\n\n')],
  ])('goes on behind the last event when the connection %s', async (_, leave) => {
    requests[0]!.write(lines('7-2', 'one'))
    requests[0]!.write(': beat\nid: 7-5\n\n')
    await until(() => expect(taken).toEqual(['one']))
    leave(requests[0]!)
    await until(() => expect(tail.status.value).toBe('reconnecting'))
    await reconnected(2)
    expect(requests[1]!.params).toEqual({ ...QUESTION, after: '7-5' })
    requests[1]!.write(lines('7-6', 'two'))
    await until(() => expect(taken).toEqual(['one', 'two']))
    expect(tail.status.value).toBe('live')
    expect(tail.error.value).toBeUndefined()
  })

  it('begins with the lines before again when it broke off before they came', async () => {
    requests[0]!.write('retry: 1000\n\n')
    requests[0]!.breakOff()
    await reconnected(2)
    expect(requests[1]!.params).toEqual({ ...QUESTION, limit: '200' })
  })

  it.each([[503, 'unavailable'], [429, 'rate_limited'], [500, 'internal']])('has not begun, rather than broken off, where the server answers %i: it says so, and is tried again', async (status, code) => {
    requests[0]!.refuse(status, code)
    await until(() => expect(tail.error.value?.message).toBe('No.'))
    expect(tail.status.value).toBe('connecting')
    await reconnected(2)
    requests[1]!.write(lines('7-2', 'one'))
    await until(() => expect(tail.status.value).toBe('live'))
    expect(tail.error.value).toBeUndefined()
  })

  it.each([[400, 'bad_request'], [403, 'forbidden'], [404, 'not_found'], [414, '']])('does not ask again for what is refused with %i, and says why', async (status, code) => {
    if (code === '') requests[0]!.refuse(status)
    else requests[0]!.refuse(status, code)
    await until(() => expect(tail.status.value).toBe('refused'))
    expect(tail.error.value?.message).toMatch(code === '' ? /414/ : /^No\.$/)
  })

  it('does not come back to a source that may not be read any more', async () => {
    requests[0]!.write(lines('7-2', 'one'))
    requests[0]!.write('event: end\ndata: {"code":"not_found","message":"The source was not found"}\n\n')
    await until(() => expect(tail.status.value).toBe('refused'))
    expect(tail.error.value?.message).toBe('The source was not found')
  })

  it('follows several sources as one, and goes on behind a line of each', async () => {
    tail.start({ ...QUESTION, source: ['app', 'jobs'] })
    expect(requests[1]!.params).toEqual({ ...QUESTION, source: 'app,jobs', limit: '200' })
    requests[1]!.write(lines('app:7-2,jobs:8-1', 'one'))
    await until(() => expect(taken).toEqual(['one']))
    requests[1]!.breakOff()
    await until(() => expect(tail.status.value).toBe('reconnecting'))
    await reconnected(3)
    expect(requests[2]!.params).toEqual({ ...QUESTION, source: 'app,jobs', after: 'app:7-2,jobs:8-1' })
  })

  it('leaves the question before when there is a new one, and all when it is stopped', async () => {
    requests[0]!.write(lines('7-2', 'one'))
    await until(() => expect(taken).toEqual(['one']))
    tail.start({ ...QUESTION, query: '{a="b"}' })
    expect(requests[0]!.signal.aborted).toBe(true)
    expect(requests[1]!.params).toEqual({ query: '{a="b"}', start: QUESTION.start, limit: '200' })
    requests[1]!.write(lines('7-4', 'new'))
    await until(() => expect(taken).toEqual(['one', 'new']))
    tail.stop()
    expect(requests[1]!.signal.aborted).toBe(true)
    expect(tail.status.value).toBe('off')
  })

  it('hangs up when its page is left', () => {
    unmount()
    expect(requests[0]!.signal.aborted).toBe(true)
  })
})
