import type { ContextRequest, ContextResponse } from '#shared/schemas/context'

export type ContextLine = ContextResponse['line']
/** The line in the middle. */
type ContextSubject = Pick<ContextRequest, 'id' | 'keep' | 'project' | 'source'>
type ContextSide = 'before' | 'after'

const PAGE = 25
const CURSORS = { before: 'cursorBefore', after: 'cursorAfter' } as const

/**
 * The lines around one, by `POST /api/v1/context`. A new question cancels the one before; lines stay until the new
 * ones are here where the new one is among them. Each side goes on by its own cursor.
 */
export function useContextLines() {
  const found = shallowRef<ContextResponse>()
  /** The side that is going on; one at a time. */
  const extending = ref<ContextSide>()
  const { status, error, attempt, cancel } = useAttempt()
  const loading = computed(() => status.value === 'loading')
  const { call } = useApi()
  let asked: ContextSubject | undefined
  let last: () => Promise<unknown> = () => Promise.resolve()

  const ask = (body: object, signal: AbortSignal) => call<ContextResponse>('/api/v1/context', { method: 'POST', body, signal })

  async function load(subject: ContextSubject): Promise<void> {
    cancel()
    asked = subject
    last = () => load(subject)
    extending.value = undefined
    if (found.value && !linesOf(found.value).some(line => line.id === subject.id)) found.value = undefined
    status.value = 'loading'
    await attempt(async (signal) => {
      const answer = await ask({ ...subject, before: PAGE, after: PAGE }, signal)
      if (!signal.aborted) found.value = answer
    })
  }

  /** The next lines of one side, where there are more. */
  async function extend(side: ContextSide): Promise<void> {
    const [subject, known] = [asked, found.value]
    const cursor = known?.[CURSORS[side]]
    if (!subject || !known || !cursor || loading.value || extending.value) return
    last = () => extend(side)
    extending.value = side
    const body = { ...subject, before: 0, after: 0, [side]: PAGE, [CURSORS[side]]: cursor }
    await attempt(async (signal) => {
      const answer = await ask(body, signal)
      if (signal.aborted) return
      const lines = side === 'before' ? [...answer.before, ...known.before] : [...known.after, ...answer.after]
      found.value = { ...known, [side]: lines, [CURSORS[side]]: answer[CURSORS[side]] }
    })
    if (asked === subject) extending.value = undefined
  }

  const lines = computed(() => found.value ? linesOf(found.value) : [])
  /** What failed, once more: the lines that are there stay. */
  const retry = () => last()
  return { found, lines, loading, extending: readonly(extending), error, load, extend, retry }
}

const linesOf = ({ before, line, after }: ContextResponse) => [...before, line, ...after]
