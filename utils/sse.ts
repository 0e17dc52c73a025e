/** What one block of an event stream says. A block without data, such as a beat, may bring an id all the same. */
export interface StreamEvent { event?: string, id?: string, data?: string }

/** Cuts an event stream into its blocks, wherever the chunks were cut. */
function createBlockSplitter() {
  const decoder = new TextDecoder()
  let rest = ''
  return (chunk: Uint8Array): string[] => {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    return blocks
  }
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html, of which Cordwood writes `\n` and no `\r`. */
function readBlock(block: string): StreamEvent {
  const event: StreamEvent = {}
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') event.data = event.data === undefined ? value : `${event.data}\n${value}`
    else if (field === 'event' || field === 'id') event[field] = value
  }
  return event
}

/** Reads server-sent events: each step gives those that one chunk completed. What is cut off at the end is no event. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent[]> {
  const split = createBlockSplitter()
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield split(value).map(readBlock)
    }
  }
  finally {
    await reader.cancel().catch(() => undefined)
  }
}
