import * as z from 'zod/mini'
import { QUICK_RANGES, sameRange, type TimeRange } from '~/utils/time-range'

const MOST = 4
const moment = z.string().check(z.maxLength(64))
const rangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('relative'), duration: moment }),
  z.object({ kind: z.literal('moving'), from: moment, to: moment }),
  z.object({ kind: z.literal('absolute'), from: z.iso.datetime(), to: z.iso.datetime() }),
])

/** The ranges that were chosen last in this browser, the newest first; those that are offered anyway are left out. */
export function useRecentRanges() {
  const recent = useKept<TimeRange[]>('recent-ranges', z.array(rangeSchema).check(z.maxLength(MOST)), () => [])

  function note(range: TimeRange): void {
    if (QUICK_RANGES.some(quick => sameRange(quick.range, range))) return
    recent.value = [range, ...recent.value.filter(other => !sameRange(other, range))].slice(0, MOST)
  }

  return { recent, note }
}
