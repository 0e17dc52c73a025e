/**
 * Rows that are to go: as long as they are looked at there is a way back, then they are removed for good.
 * @param remove takes one away; throws ApiError
 */
export function useForgetting(remove: (id: number) => Promise<void>) {
  const forgotten = ref(new Set<number>())

  /** Marks one, or takes the mark off. */
  function toggle(id: number): void {
    if (!forgotten.value.delete(id)) forgotten.value.add(id)
  }

  /** Removes what is marked. Throws ApiError at the first that can’t be; what is left stays marked. */
  async function finish(): Promise<void> {
    for (const id of [...forgotten.value]) {
      await remove(id)
      forgotten.value.delete(id)
    }
  }

  return { forgotten, toggle, finish }
}
