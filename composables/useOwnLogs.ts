/** Which source of the current project keeps Cordwood’s own log, if one does. */
export async function useOwnLogs() {
  const { call } = useApi()
  const { current } = useProjects()
  const { sources, error, refresh } = await useSources()
  /** Its lines are records of OpenTelemetry: others would not take them. */
  const fit = computed(() => sources.value.filter(source => source.schema === 'app' || source.ownLogs))
  const keeper = computed(() => sources.value.find(source => source.ownLogs))

  /** Lets another source keep it; none of this project when undefined. */
  async function keepIn(sourceId: string | undefined): Promise<void> {
    const changed = sourceId ?? keeper.value?.id
    if (changed === undefined) return
    await call(`/api/v1/projects/${current.value?.id}/sources/${changed}`, { method: 'PATCH', body: { ownLogs: sourceId !== undefined } })
    await refresh()
  }

  return { sources: fit, keeper, error, keepIn }
}
