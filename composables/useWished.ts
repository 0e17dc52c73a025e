/**
 * A state that the address keeps. The newest wish counts while the router is still at work, so that two changes in a row
 * don’t undo each other.
 * @param read what the address says
 */
export function useWished<State>(read: () => State) {
  const wished = shallowRef<State>()
  const state = computed(() => wished.value ?? read())

  /** @param write changes the address */
  async function wish(next: State, write: () => Promise<unknown>): Promise<void> {
    wished.value = next
    try {
      await write()
    }
    finally {
      if (wished.value === next) wished.value = undefined
    }
  }

  return { state, wish }
}
