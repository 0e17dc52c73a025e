import { describe, expect, it } from 'vitest'
import { readEvents, type StreamEvent } from '../../../utils/sse'

const TEXT = 'retry: 1000\n\n: beat\nid: 7-1\n\nevent: lines\nid: 7-2\ndata: {"lines":["größe: 🪵"]}\n\ndata:a\ndata: b\nlonely\n\nevent: cut off'
const EVENTS: StreamEvent[] = [{}, { id: '7-1' }, { event: 'lines', id: '7-2', data: '{"lines":["größe: 🪵"]}' }, { data: 'a\nb' }]

async function readAll(chunks: Uint8Array[]): Promise<StreamEvent[]> {
  const all: StreamEvent[] = []
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  for await (const events of readEvents(stream)) all.push(...events)
  return all
}

describe('readEvents', () => {
  it('gives the same events wherever the bytes are cut, and not the one that is cut off', async () => {
    const bytes = new TextEncoder().encode(TEXT)
    for (let cut = 0; cut <= bytes.length; cut++) expect(await readAll([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(EVENTS)
  })

  it('ends the reading of a stream that nobody wants any more', async () => {
    let cancelled = false
    const stream = new ReadableStream<Uint8Array>({ pull: controller => controller.enqueue(new TextEncoder().encode(': beat\n\n')), cancel: () => void (cancelled = true) })
    for await (const events of readEvents(stream)) {
      if (events.length > 0) break
    }
    expect(cancelled).toBe(true)
  })
})
