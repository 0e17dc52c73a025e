import { describe, expect, it } from 'vitest'
import { createLineSplitter, readNdjson } from '../../../utils/ndjson'

const TEXT = '{"message":"größe 🪵"}\n\n{"a":1}\r\n{"last":true}'
const VALUES = [{ message: 'größe 🪵' }, { a: 1 }, { last: true }]

function streamOf(chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const values of readNdjson(stream)) all.push(...values)
  return all
}

describe('readNdjson', () => {
  const bytes = new TextEncoder().encode(TEXT)
  it('gives the same values wherever the bytes are cut, also inside a character', async () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await readAll(streamOf([bytes.slice(0, cut), bytes.slice(cut)]))).toEqual(VALUES)
    }
  })
  it('reads byte by byte', async () => {
    expect(await readAll(streamOf([...bytes].map(byte => Uint8Array.of(byte))))).toEqual(VALUES)
  })
  it('gives out what each chunk completes at once', async () => {
    const steps: unknown[][] = []
    for await (const values of readNdjson(streamOf(['1\n2\n', '3', '\n'].map(text => new TextEncoder().encode(text))))) steps.push(values)
    expect(steps).toEqual([[1, 2], [3]])
  })
  it('fails on a line that is no JSON', async () => {
    await expect(readAll(streamOf([new TextEncoder().encode('{"a":1}\nnonsense\n')]))).rejects.toThrow(SyntaxError)
  })
  it('lets go of the stream when the reader stops early', async () => {
    let cancelled = false
    const stream = new ReadableStream<Uint8Array>({
      pull: controller => controller.enqueue(new TextEncoder().encode('1\n')),
      cancel: () => {
        cancelled = true
      },
    })
    for await (const values of readNdjson(stream)) {
      expect(values).toEqual([1])
      break
    }
    expect(cancelled).toBe(true)
  })
})

describe('createLineSplitter', () => {
  it('keeps the unfinished line for later', () => {
    const splitter = createLineSplitter()
    expect(splitter.push(new TextEncoder().encode('one\ntw'))).toEqual(['one'])
    expect(splitter.push(new TextEncoder().encode('o'))).toEqual([])
    expect(splitter.end()).toEqual(['two'])
    expect(splitter.end()).toEqual([])
  })
})
