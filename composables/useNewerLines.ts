import type { ExploreLine } from '~/utils/explore-line'
import { wholePage, type LinesQuestion, type PageReader } from './useLogQuery'

/** What is known of the lines above the first of a list. */
export type NewerLines = 'more' | 'loading' | 'none'

/**
 * The lines that are newer than the first of a list: the rest of a question that was begun in its middle, or those that
 * came since a question was asked whose end is now. Each page comes in above.
 */
export function useNewerLines(rows: Ref<ExploreLine[]>, readPage: PageReader) {
  const state = ref<NewerLines>()
  const { error, attempt, cancel } = useAttempt()
  let rest: LinesQuestion | undefined
  let cursor: string | null | undefined
  let goesOn = false

  /** @param asked the lines above; with `goesOn` they become more, and its end moves on with the clock */
  function reset(asked?: LinesQuestion, options: { goesOn?: boolean } = {}): void {
    cancel()
    rest = asked
    cursor = undefined
    goesOn = options.goesOn ?? false
    state.value = asked && 'more'
  }

  async function load(): Promise<void> {
    if (!rest || state.value !== 'more') return
    state.value = 'loading'
    const asked: LinesQuestion = goesOn && !cursor ? { ...rest, end: new Date().toISOString() } : rest
    let page: ExploreLine[] = []
    const isDone = await attempt(async (signal) => {
      const answer = await wholePage(readPage, { ...asked, order: 'asc' }, cursor ?? undefined, signal)
      page = answer.page
      cursor = answer.end.cursor
    })
    if (rest === undefined || (!isDone && !error.value)) return
    if (!isDone) return void (state.value = 'more')
    if (page.length > 0) rows.value = page.reverse().concat(rows.value)
    // The end was exclusive: the next lines begin with it.
    rest = cursor || !goesOn ? asked : { ...asked, start: asked.end }
    state.value = cursor || goesOn ? 'more' : 'none'
  }

  return { state: readonly(state), error, reset, load }
}
