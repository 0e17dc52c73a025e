const PREFIX = 'cordwood-key-'

/**
 * API keys made in this tab. The server shows a key once; it is kept here until the tab is closed, so that a reload
 * of the welcome page still has commands that work.
 */
export function useNewKey() {
  const version = useState('new-key-version', () => 0)

  function keep(projectId: string, key: string): void {
    if (import.meta.client) sessionStorage.setItem(PREFIX + projectId, key)
    version.value++
  }

  function of(projectId: string | undefined): string | undefined {
    void version.value
    if (import.meta.server || !projectId) return undefined
    return sessionStorage.getItem(PREFIX + projectId) ?? undefined
  }

  /** Forgets every key, for example when somebody else may log in next; or one that was deleted. */
  function forget(matches: (key: string) => boolean = () => true): void {
    if (import.meta.server) return
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX) && matches(sessionStorage.getItem(name) ?? '')) sessionStorage.removeItem(name)
    }
    version.value++
  }

  return { keep, of, forget }
}
