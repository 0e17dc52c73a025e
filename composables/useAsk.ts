import type { LogqlSql } from '#shared/schemas/logql'
import { toApiError } from '~/utils/api-error'
import type { ExploreState, Language } from '~/utils/explore-state'
import { isOneOf, isText } from '~/utils/guards'
import { asSearch } from '~/utils/logql/words'
import { sourceTexts } from '~/utils/messages/sources'
import { EVERYTHING, treeOf } from '~/utils/query-edit'
import type { QueryScope } from './useQueryData'

export const FACES = ['builder', 'logql', 'sql'] as const
/** How a question is shown: as steps, as LogQL, as SQL. */
export type Face = typeof FACES[number]

/** What is to be known of the last change of face, or of what was asked. */
export type AskNotice
  = | { kind: 'words', text: string }
    | { kind: 'translated', notes: readonly string[] }
    | { kind: 'no-sql', missing: LogqlSql['missing'] }
    | { kind: 'no-way-back', face: 'builder' | 'logql', query: string }
    | { kind: 'failed', message: string }

interface Options {
  state: () => Pick<ExploreState, 'language' | 'query'>
  scope: () => QueryScope
  /** Asks; what is asked already is asked again. */
  ask: (language: Language, query: string) => void
}

const LONGEST = 131_072

/** LogQL as SQL, where it has any; and what is to be said of it. SQL is of one source: of several the first is asked. */
function useTranslation(scope: Options['scope']) {
  const { call } = useApi()
  return async (query: string): Promise<{ sql?: string, notice: AskNotice }> => {
    const { source, ...where } = scope()
    const [first, ...others] = [source ?? []].flat()
    try {
      const { sql, missing, notes } = await call<LogqlSql>('/api/v1/query/sql', { method: 'POST', body: { ...where, ...(first && { source: first }), query } })
      if (sql === null) return { notice: { kind: 'no-sql', missing } }
      return { sql, notice: { kind: 'translated', notes: first && others.length > 0 ? [sourceTexts.sqlOfOne(first, others), ...notes] : notes } }
    }
    catch (thrown) {
      return { notice: { kind: 'failed', message: toApiError(thrown).message } }
    }
  }
}

/** One question with three faces: what is written, in which of them, and what becomes of it in another. */
export function useAsk({ state, scope, ask }: Options) {
  const translate = useTranslation(scope)
  const chosen = useKept<'builder' | 'logql'>('ask-face', isOneOf(['builder', 'logql']), () => 'builder')
  /** The LogQL that was there before SQL. */
  const left = useKept('ask-logql', isText(LONGEST), () => '')
  const face = computed<Face>(() => state().language === 'sql' ? 'sql' : chosen.value)
  const draft = ref(state().query)
  const notice = shallowRef<AskNotice>()
  const switching = ref(false)
  /** The SQL that was made of LogQL: as long as it is not changed, there is a way back. */
  const made = shallowRef<{ sql: string, logql: string }>()
  watch(() => [state().language, state().query], () => draft.value = state().query)
  const edited = computed(() => draft.value.trim() !== state().query.trim())

  /** Asks what is written; words that are no LogQL are searched for. */
  function run(text = draft.value): void {
    const search = face.value === 'sql' ? undefined : asSearch(text)
    notice.value = search === undefined ? undefined : { kind: 'words', text: search }
    const query = search ?? text.trim()
    draft.value = query
    // What does not read is underlined, and told below: the server has nothing to add.
    if (face.value === 'sql' || treeOf(query)) ask(face.value === 'sql' ? 'sql' : 'logql', query === EVERYTHING ? '' : query)
  }

  async function toSql(): Promise<void> {
    switching.value = true
    const answer = await translate(draft.value.trim() || EVERYTHING)
    switching.value = false
    notice.value = answer.notice
    if (answer.sql === undefined) return
    left.value = draft.value
    made.value = { sql: answer.sql, logql: draft.value }
    ask('sql', answer.sql)
  }

  function fromSql(to: 'builder' | 'logql'): void {
    if (made.value?.sql.trim() === draft.value.trim() || draft.value.trim() === '') return back(to, made.value?.logql ?? left.value)
    notice.value = { kind: 'no-way-back', face: to, query: left.value }
  }

  /** To LogQL, whatever the SQL has become. */
  function back(to: 'builder' | 'logql', query: string): void {
    notice.value = undefined
    chosen.value = to
    draft.value = query
    ask('logql', query)
  }

  function show(to: Face): void {
    if (to === face.value || switching.value) return
    notice.value = undefined
    if (to === 'sql') return void toSql()
    if (face.value === 'sql') return fromSql(to)
    chosen.value = to
  }

  return { face, draft, edited, notice, switching: readonly(switching), run, show, back }
}
