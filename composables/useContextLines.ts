import type { ContextRequest, ContextResponse } from '#shared/schemas/context'
import { isAbort, toApiError, type ApiError } from '~/utils/api-error'

export type ContextLine = ContextResponse['line']
/** The line in the middle. */
type ContextSubject = Pick<ContextRequest, 'id' | 'keep' | 'project' | 'source'>
type ContextSide = 'before' | 'after'

const PAGE = 25
const CURSORS = { before: 'cursorBefore', after: 'cursorAfter' } as const

/**
 * The lines around one, by `POST /api/v1/context`. A new question cancels the one before, whose lines stay until the
 * new ones are here; each side goes on by its own cursor.
 */
export function useContextLines() {
  const found = shallowRef<ContextResponse>()
  const loading = ref(false)
  const error = shallowRef<ApiError>()
  /** The side that is going on; one at a time. */
  const extending = ref<ContextSide>()
  const { call } = useApi()
  let controller = new AbortController()
  let asked: ContextSubject | undefined
  let last: () => Promise<void> = () => Promise.resolve()

  const ask = (body: object, signal: AbortSignal) => call<ContextResponse>('/api/v1/context', { method: 'POST', body, signal })

  async function attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    controller.abort()
    controller = new AbortController()
    const { signal } = controller
    error.value = undefined
    try {
      await work(signal)
    }
    catch (thrown) {
      if (!signal.aborted && !isAbort(thrown)) error.value = toApiError(thrown)
    }
    if (signal.aborted) return
    loading.value = false
    extending.value = undefined
  }

  /** Lines among which the new one is may stay until the answer is here; others have nothing to do with it. */
  function isKnown(id: string): boolean {
    const known = found.value
    return known !== undefined && [known.line, ...known.before, ...known.after].some(line => line.id === id)
  }

  function load(subject: ContextSubject): Promise<void> {
    if (!isKnown(subject.id)) found.value = undefined
    asked = subject
    last = () => load(subject)
    extending.value = undefined
    loading.value = true
    return attempt(async (signal) => {
      const answer = await ask({ ...subject, before: PAGE, after: PAGE }, signal)
      if (!signal.aborted) found.value = answer
    })
  }

  /** The next lines of one side, where there are more. */
  async function extend(side: ContextSide): Promise<void> {
    const known = found.value
    const cursor = known?.[CURSORS[side]]
    if (!asked || !known || !cursor || loading.value || extending.value) return
    last = () => extend(side)
    extending.value = side
    const body = { ...asked, before: 0, after: 0, [side]: PAGE, [CURSORS[side]]: cursor }
    await attempt(async (signal) => {
      const answer = await ask(body, signal)
      if (signal.aborted) return
      const lines = side === 'before' ? [...answer.before, ...known.before] : [...known.after, ...answer.after]
      found.value = { ...known, [side]: lines, [CURSORS[side]]: answer[CURSORS[side]] }
    })
  }

  /** What failed, once more: the lines that are there stay. */
  const retry = () => last()

  onScopeDispose(() => controller.abort())
  return { found, loading: readonly(loading), extending: readonly(extending), error, load, extend, retry }
}
