/** Collects bytes and gives out whole lines, wherever the chunks were cut: also in the middle of a character. */
export function createLineSplitter() {
  const decoder = new TextDecoder()
  let rest = ''
  const take = (text: string): string[] => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    return lines.filter(line => line.trim() !== '')
  }
  return {
    push: (chunk: Uint8Array): string[] => take(decoder.decode(chunk, { stream: true })),
    /** The last line, when the stream ended without a line break. */
    end: (): string[] => take(`${decoder.decode()}\n`),
  }
}

/**
 * Reads newline-delimited JSON: each step gives the values that one chunk completed.
 * @throws SyntaxError on a line that is no JSON.
 */
export async function* readNdjson(stream: ReadableStream<Uint8Array>): AsyncGenerator<unknown[]> {
  const splitter = createLineSplitter()
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      const lines = done ? splitter.end() : splitter.push(value)
      if (lines.length > 0) yield lines.map(line => JSON.parse(line) as unknown)
      if (done) return
    }
  }
  finally {
    await reader.cancel().catch(() => undefined)
  }
}
