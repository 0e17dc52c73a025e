import { createSharedComposable } from '@vueuse/core'
import { isListOf, isMoment, isObjectOf, isOneOf, isText, type Guard } from '~/utils/guards'
import { QUICK_RANGES, sameRange, type TimeRange } from '~/utils/time-range'

const MOST = 4
const isMoving = isText(64)
const KINDS = [
  isObjectOf({ kind: isOneOf(['relative']), duration: isMoving }),
  isObjectOf({ kind: isOneOf(['moving']), from: isMoving, to: isMoving }),
  isObjectOf({ kind: isOneOf(['absolute']), from: isMoment, to: isMoment }),
]
const isRange: Guard<TimeRange> = (value): value is TimeRange => KINDS.some(isKind => isKind(value))

/** The ranges that were chosen last in this browser, the newest first; those that are offered anyway are left out. */
export const useRecentRanges = createSharedComposable(() => {
  const recent = useKept<TimeRange[]>('recent-ranges', isListOf(isRange, MOST), () => [])

  function note(range: TimeRange): void {
    if (QUICK_RANGES.some(quick => sameRange(quick.range, range))) return
    recent.value = [range, ...recent.value.filter(other => !sameRange(other, range))].slice(0, MOST)
  }

  return { recent, note }
})
