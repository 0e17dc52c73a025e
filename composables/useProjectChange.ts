/** Looks at another project, from wherever the reader is. */
export function useProjectChange() {
  const { choose } = useProjects()
  const route = useRoute()
  return async (id: string): Promise<void> => {
    choose(id)
    // Filters are about one project's lines: the other one starts afresh.
    if (route.path.startsWith('/explore')) await navigateTo({ path: '/explore', query: { project: id } })
  }
}
