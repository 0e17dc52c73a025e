import { useIntervalFn } from '@vueuse/core'
import type { TailQuestion } from '~/composables/useTailStream'
import { LiveRate } from '~/utils/live-rate'

interface Options {
  /** What to follow; undefined: nothing. Changes of anything but `start` begin anew. */
  question: () => TailQuestion | undefined
  /** Whether the reader is at a line that must not move away. */
  held: () => boolean
}

/** Seconds of the small chart of the rate. */
const RATE_SECONDS = 60

/** Live tail in Explore: follows, pauses, goes back, catches up. */
export function useLiveTail({ question, held }: Options) {
  const isPaused = ref(false)
  const following = computed(() => !isPaused.value && !held())
  const lines = useLiveLines(() => following.value)
  const older = useOlderLines(lines.rows)
  const skipped = useSkippedLines(lines.insert)
  const rate = useLiveRate()
  const stream = useTailStream({
    lines(fresh) {
      rate.count(fresh.length)
      lines.push(fresh)
    },
    skipped: skipped.add,
  })
  let asked: TailQuestion | undefined

  const rows = computed(() => older.rows.value.length > 0 ? lines.rows.value.concat(older.rows.value) : lines.rows.value)
  const subject = computed(() => {
    const { start: _, ...rest } = question() ?? { start: '' }
    return JSON.stringify(rest)
  })

  watch(subject, begin, { immediate: true })
  // What the older lines followed on is gone.
  watch(lines.rows, (now, before) => {
    if (now.at(-1)?.id !== before.at(-1)?.id) older.clear()
  })

  function begin(): void {
    for (const part of [lines, older, skipped, rate]) part.clear()
    isPaused.value = false
    asked = question()
    if (asked) stream.start(asked)
    else stream.stop()
  }

  return {
    rows, following, isPaused: readonly(isPaused), waiting: lines.waiting, perSecond: rate.perSecond,
    status: stream.status, error: stream.error, reconnect: stream.reconnect, restart: begin,
    skipped, older: { isComplete: older.isComplete, error: older.error, retry: older.retry, more: () => asked && older.more(asked, lines.olderThan()) },
    fetchSkipped: () => asked && skipped.fetchAll(asked),
    pause: () => void (isPaused.value = true),
    /** Shows what has come meanwhile, and goes on to follow as soon as nothing holds. */
    resume() {
      isPaused.value = false
      lines.show()
    },
  }
}

function useLiveRate() {
  const rate = new LiveRate(RATE_SECONDS)
  const perSecond = shallowRef<number[]>([])
  useIntervalFn(() => perSecond.value = rate.perSecond(performance.now()), 1000)
  return {
    perSecond,
    count: (lines: number) => rate.add(lines, performance.now()),
    clear() {
      rate.reset()
      perSecond.value = []
    },
  }
}
