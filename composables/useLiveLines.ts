import type { TailLines } from '~/composables/useTailStream'
import { toExploreLine, type ExploreLine } from '~/utils/explore-line'
import { LiveBuffer } from '~/utils/live-buffer'

/** Lines that are kept. Older ones are read from the server again when somebody scrolls to them. */
const MOST = 10_000

/** The lines of a tail: shown as they come while they are followed, else counted until they are asked for. */
export function useLiveLines(following: () => boolean) {
  const buffer = new LiveBuffer<ExploreLine>(MOST)
  const rows = shallowRef<readonly ExploreLine[]>([])
  const waiting = ref(0)
  const frames = usePacedFrames(() => {
    if (following()) show()
    else waiting.value = buffer.waiting
  })

  function push(lines: TailLines): void {
    buffer.push(lines.map(toExploreLine))
    frames.request()
  }

  function show(): void {
    if (buffer.show()) rows.value = buffer.shown
    waiting.value = 0
  }

  /** Puts lines where the server had skipped them. */
  function insert(lines: readonly ExploreLine[], after: string): void {
    show()
    buffer.insert(lines, after)
    rows.value = buffer.shown
  }

  function clear(): void {
    buffer.clear()
    rows.value = buffer.shown
    waiting.value = 0
  }

  watch(following, now => now && show())
  return { rows, waiting: readonly(waiting), olderThan: () => buffer.olderThan, push, show, insert, clear }
}
