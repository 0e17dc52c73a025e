type Works<Results extends readonly unknown[]> = { readonly [Index in keyof Results]: (signal: AbortSignal) => Promise<Results[Index]> }

/** Several works at once, within a signal. When one fails the others are ended, before it is thrown. */
export async function atOnce<Results extends readonly unknown[]>(signal: AbortSignal, works: Works<Results>): Promise<Results> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const running = works.map(work => work(either))
  try {
    return await Promise.all(running) as unknown as Results
  }
  catch (error) {
    stop.abort(error)
    await Promise.allSettled(running)
    throw error
  }
}
