import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from './support'

const QUESTION = { query: '{}', start: '2026-11-22T10:00:00Z', end: '2026-11-22T11:00:00Z' }
const line = (id: string) => `${JSON.stringify({ line: { id, time: '1763805600000000000', line: `line ${id}`, stream: {}, metadata: {}, parsed: {} } })}\n`
const summary = (cursor: string | null) => `${JSON.stringify({ summary: { kind: 'lines', count: 1, cursor, cost: { scannedRows: 10, scannedBytes: 100, elapsedMs: 2 } } })}\n`

/** A server whose answers the test writes by hand. */
function handWritten() {
  const requests: { body: Record<string, unknown>, signal: AbortSignal, write(text: string): void, end(): void, refuse(status: number, body: unknown): void }[] = []
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => new Promise<Response>((resolve, reject) => {
    let controller!: ReadableStreamDefaultController<Uint8Array>
    const stream = new ReadableStream<Uint8Array>({ start: c => void (controller = c) })
    init.signal!.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
    let answered = false
    const answer = () => {
      if (!answered) resolve(new Response(stream, { status: 200 }))
      answered = true
    }
    requests.push({
      body: JSON.parse(String(init.body)), signal: init.signal!,
      write(text) {
        answer()
        controller.enqueue(new TextEncoder().encode(text))
      },
      end() {
        answer()
        controller.close()
      },
      refuse: (status, body) => resolve(new Response(JSON.stringify(body), { status })),
    })
  }))
  return requests
}

async function mounted() {
  let query!: ReturnType<typeof useLogQuery>
  await mountSuspended({
    setup() {
      query = useLogQuery()
      return () => null
    },
  })
  return query
}

let requests: ReturnType<typeof handWritten>
let query: Awaited<ReturnType<typeof mounted>>
beforeEach(async () => {
  query = await mounted()
  requests = handWritten()
})
afterEach(() => vi.unstubAllGlobals())
const ids = () => query.rows.value.map(row => row.id)

describe('useLogQuery', () => {
  it('shows rows as they come in, before the answer is complete', async () => {
    void query.run(QUESTION)
    requests[0]!.write(line('a') + line('b').slice(0, 9))
    await until(() => expect(ids()).toEqual(['a']))
    expect(query.status.value).toBe('streaming')
    requests[0]!.write(line('b').slice(9) + summary(null))
    requests[0]!.end()
    await until(() => expect(query.status.value).toBe('done'))
    expect(ids()).toEqual(['a', 'b'])
    expect(query.summary.value?.cost.scannedRows).toBe(10)
  })

  it('cancels the question before, and ignores what still comes of it', async () => {
    void query.run(QUESTION)
    requests[0]!.write(line('old'))
    await until(() => expect(ids()).toEqual(['old']))
    void query.run({ ...QUESTION, query: '{a="b"}' })
    expect(requests[0]!.signal.aborted).toBe(true)
    requests[0]!.write(line('late'))
    requests[1]!.write(line('new') + summary(null))
    requests[1]!.end()
    await until(() => expect(query.status.value).toBe('done'))
    expect(ids()).toEqual(['new'])
  })

  it('loads the next page with the cursor, once', async () => {
    void query.run(QUESTION)
    requests[0]!.write(line('a') + summary('c1'))
    requests[0]!.end()
    await until(() => expect(query.status.value).toBe('done'))
    void query.loadMore()
    void query.loadMore()
    expect(requests).toHaveLength(2)
    expect(requests[1]!.body).toMatchObject({ cursor: 'c1', start: QUESTION.start })
    requests[1]!.write(line('b') + summary(null))
    requests[1]!.end()
    await until(() => expect(ids()).toEqual(['a', 'b']))
    await until(() => expect(query.loadingMore.value).toBe(false))
    await query.loadMore()
    expect(requests).toHaveLength(2)
  })

  it('asks for a failed page again without repeating a row', async () => {
    void query.run(QUESTION)
    requests[0]!.write(line('a') + summary('c1'))
    requests[0]!.end()
    await until(() => expect(query.status.value).toBe('done'))
    void query.loadMore()
    requests[1]!.write(line('b'))
    requests[1]!.end()
    await until(() => expect(query.error.value?.message).toContain('broke off'))
    expect(ids()).toEqual(['a'])
    void query.retry()
    expect(requests[2]!.body.cursor).toBe('c1')
    requests[2]!.write(line('b') + summary(null))
    requests[2]!.end()
    await until(() => expect(ids()).toEqual(['a', 'b']))
    expect(query.error.value).toBeUndefined()
  })

  it('shows a refusal, and a failure inside the stream', async () => {
    void query.run(QUESTION)
    requests[0]!.refuse(400, { error: { code: 'bad_request', message: 'Too wide.' } })
    await until(() => expect(query.error.value?.message).toBe('Too wide.'))
    void query.run(QUESTION)
    requests[1]!.write(`${line('a')}${JSON.stringify({ error: { code: 'timeout', message: 'It took too long.' } })}\n`)
    requests[1]!.end()
    await until(() => expect(query.error.value?.message).toBe('It took too long.'))
    expect(query.status.value).toBe('failed')
  })

  it('begins with a line in the middle, and loads what is newer above it', async () => {
    const at = '1795219200000000005'
    void query.run(QUESTION, { at })
    expect(requests[0]!.body).toMatchObject({ start: QUESTION.start, end: '1795219200000000006' })
    requests[0]!.write(line('c') + line('b') + summary('older'))
    requests[0]!.end()
    await until(() => expect(requests).toHaveLength(2))
    expect(requests[1]!.body).toMatchObject({ start: '1795219200000000006', end: QUESTION.end, order: 'asc' })
    requests[1]!.write(line('d') + line('e') + summary('newer'))
    requests[1]!.end()
    await until(() => expect(ids()).toEqual(['e', 'd', 'c', 'b']))
    expect(query.newer.value).toBe('more')
    void query.loadNewer()
    expect(requests[2]!.body).toMatchObject({ cursor: 'newer', order: 'asc' })
    requests[2]!.write(line('f') + summary(null))
    requests[2]!.end()
    await until(() => expect(ids()).toEqual(['f', 'e', 'd', 'c', 'b']))
    expect(query.newer.value).toBe('none')
    void query.loadMore()
    expect(requests[3]!.body).toMatchObject({ cursor: 'older', end: '1795219200000000006' })
  })

  it('loads what came since a range that goes on was asked for, again and again', async () => {
    void query.run(QUESTION, { goesOn: true })
    requests[0]!.write(line('a') + summary(null))
    requests[0]!.end()
    await until(() => expect(query.status.value).toBe('done'))
    void query.loadNewer()
    expect(requests[1]!.body).toMatchObject({ start: QUESTION.end, order: 'asc' })
    const end = requests[1]!.body.end
    requests[1]!.write(line('b') + summary(null))
    requests[1]!.end()
    await until(() => expect(ids()).toEqual(['b', 'a']))
    void query.loadNewer()
    expect(requests[2]!.body.start).toBe(end)
    requests[2]!.refuse(503, { error: { code: 'unavailable', message: 'Starting.' } })
    await until(() => expect(query.newer.value).toBe('more'))
    expect(ids()).toEqual(['b', 'a'])
  })
})
