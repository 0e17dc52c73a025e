import type { Command } from '~/utils/commands'
import { questionOf, type ExploreState } from '~/utils/explore-state'
import { isObjectOf, isOneOf, isText } from '~/utils/guards'
import { liveTexts as texts } from '~/utils/messages/live'
import { isMetricQuery } from '~/utils/query-edit'
import { createCollapser, REPEAT_MODES, type RepeatMode } from '~/utils/repeats'
import { DEFAULT_RANGE, resolveRange } from '~/utils/time-range'

interface Options {
  state: Readonly<Ref<ExploreState>>
  patch: (change: Partial<ExploreState>) => unknown
  projectId: () => string | undefined
  /** Whether the reader is at a line that must not move away. */
  held: () => boolean
  /** Leads the reader to where new lines come in. */
  follow: () => void
}

export type LiveExplore = ReturnType<typeof useLiveExplore>

/** Live tail as a part of Explore: follows the question of the address while it says `live=1`. */
export function useLiveExplore({ state, patch, projectId, held, follow }: Options) {
  const isOn = computed(() => state.value.live)
  /** Why the question can’t be followed, where one can tell without asking. */
  const obstacle = computed(() => {
    if (state.value.language === 'sql') return 'sql'
    return isMetricQuery(state.value.query) ? 'numbers' : undefined
  })
  const tail = useLiveTail({
    held,
    question() {
      const project = projectId()
      if (!isOn.value || obstacle.value) return undefined
      return { ...(project && { project }), ...questionOf(state.value), start: new Date(resolveRange(state.value.range, Date.now()).start).toISOString() }
    },
  })
  const view = useLiveSettings()
  const collapse = createCollapser()
  const collapsed = computed(() => collapse(tail.rows.value, view.repeats.value))

  function toggle(): void {
    if (isOn.value) return void patch({ live: false })
    const { range } = state.value
    // New lines have times of now: a range that is over would not have them.
    const isOver = resolveRange(range, Date.now()).end < Date.now()
    patch({ live: true, view: 'lines', refresh: 'off', ...(isOver && { range: DEFAULT_RANGE }) })
  }

  function resume(): void {
    tail.resume()
    follow()
  }

  useCommands(() => liveCommands(isOn.value, tail.following.value, { toggle, resume, pause: tail.pause }))
  return { isOn, obstacle, tail, toggle, resume, rows: computed(() => collapsed.value.lines), times: computed(() => collapsed.value.times), ...view }
}

function liveCommands(isOn: boolean, following: boolean, { toggle, pause, resume }: Record<'toggle' | 'pause' | 'resume', () => void>): Command[] {
  const all: Command[] = [{ id: 'live.toggle', group: 'live', label: isOn ? texts.stop : texts.start, icon: 'i-lucide-radio', keys: ['l'], run: toggle }]
  if (!isOn) return all
  return [...all, {
    id: 'live.pause', group: 'live', label: following ? texts.pause : texts.resume, icon: following ? 'i-lucide-pause' : 'i-lucide-play',
    keys: ['Space'], where: 'list', run: following ? pause : resume,
  }]
}

/** How the reader likes to see a tail; kept by this browser. */
function useLiveSettings() {
  const kept = useKept('cordwood-live', isObjectOf({ repeats: isOneOf(REPEAT_MODES), words: isText(200) }), () => ({ repeats: 'off' as const, words: '' }))
  const repeats = computed<RepeatMode>({ get: () => kept.value.repeats, set: mode => kept.value = { ...kept.value, repeats: mode } })
  const words = computed({ get: () => kept.value.words, set: text => kept.value = { ...kept.value, words: text } })
  return { repeats, words }
}
