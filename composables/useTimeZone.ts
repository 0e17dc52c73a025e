import { isText } from '~/utils/guards'
import { setTimeZone } from '~/utils/time-zone'

/** The zone of all times, as this browser remembers it; empty is the browser's own. */
export function useTimeZone() {
  const zone = useKept('time-zone', isText(64), () => '')
  // Not before: what the server rendered has to be taken over first.
  onMounted(() => setTimeZone(zone.value))
  watch(zone, setTimeZone)
  return { zone }
}
