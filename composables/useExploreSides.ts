import type { InjectionKey } from 'vue'
import { changeSide, closeSide, openBeside, parseSides, SIDES, sidesToQuery, tieSides, type ExploreSides, type Side } from '~/utils/explore-sides'
import type { ExploreState } from '~/utils/explore-state'

/** Explore's address: read and changed here alone. */
export function useExploreAddress() {
  const route = useRoute()
  const router = useRouter()
  const { state, wish } = useWished(() => parseSides(route.query))

  /** As a new step of the history, or in place of the present one. */
  function write(next: ExploreSides, { replace = false } = {}): Promise<void> {
    const to = { query: sidesToQuery(next), hash: route.hash }
    return wish(next, () => replace ? router.replace(to) : router.push(to))
  }

  /** Changes some of one side's state. */
  function patch(side: Side, change: Partial<ExploreState>, options?: { replace?: boolean }): Promise<void> {
    return write(changeSide(state.value, side, change), options)
  }
  return { state, write, patch }
}

const SIDES_KEY: InjectionKey<ReturnType<typeof useExploreSides>> = Symbol('sides')

/** One question, or two beside each other: which there are, and which of them is meant by keys and commands. Made once, by ExploreSides. */
export function useExploreSides() {
  const address = useExploreAddress()
  const { state, write } = address
  const isSplit = computed(() => state.value.right !== undefined)
  /** What tells the parts of the page apart: one whose neighbour is closed stays what it is, wherever it stands then. */
  const keys = shallowRef<readonly number[]>([0, 1])
  const chosen = ref<Side>('left')
  const active = computed<Side>(() => isSplit.value ? chosen.value : 'left')

  function activate(side: Side): void {
    chosen.value = side
  }

  /** Leads the reader, with the focus, to a side. */
  async function go(side: Side): Promise<void> {
    activate(side)
    await nextTick()
    document.querySelector<HTMLElement>(`[data-side=${side}]`)?.focus({ preventScroll: true })
  }

  async function open(): Promise<void> {
    const isOpened = write(openBeside(state.value))
    await go('right')
    await isOpened
  }

  async function close(side: Side): Promise<void> {
    if (side === 'left') keys.value = keys.value.toReversed()
    const isClosed = write(closeSide(state.value, side))
    await go('left')
    await isClosed
  }

  const sides = {
    ...address, isSplit, keys, active, activate, go, open, close,
    sides: computed(() => SIDES.slice(0, isSplit.value ? 2 : 1)),
    tie: (side: Side, together: boolean) => write(tieSides(state.value, side, together), { replace: true }),
  }
  provide(SIDES_KEY, sides)
  return sides
}

/** The sides that a part of Explore is in; none outside of it. */
export function useSidesAround() {
  return inject(SIDES_KEY, undefined)
}
