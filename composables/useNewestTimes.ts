import { anyTime } from '~/composables/useNewestLog'

/** Sources that are asked at a time. */
const LANES = 3

/** When the newest line of each of some sources is from, found while somebody looks. What can’t be told is missing. */
export function useNewestTimes() {
  const { find } = useNewestLog()
  const { current } = useProjects()
  /** RFC 3339 by name; null for a source without lines. */
  const times = shallowRef<ReadonlyMap<string, string | null>>(new Map())
  const controller = new AbortController()
  onScopeDispose(() => controller.abort())

  async function ask(names: string[]): Promise<void> {
    for (let name = names.shift(); name !== undefined && !controller.signal.aborted; name = names.shift()) {
      const line = await find({ project: current.value?.id, source: name, ...anyTime(Date.now()) }, controller.signal).catch(() => false as const)
      if (line !== false) times.value = new Map([...times.value, [name, line?.timestamp ?? null]])
    }
  }

  async function load(names: readonly string[]): Promise<void> {
    const waiting = [...names]
    await Promise.all(Array.from({ length: LANES }, () => ask(waiting)))
  }

  return { times, load }
}
