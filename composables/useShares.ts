import type { CreateShareRequest, Share } from '#shared/schemas/shares'

/** The shares of the current project. What changes them throws ApiError. */
export function useShares() {
  const { call } = useApi()
  const { current } = useProjects()
  const { status, error, attempt, cancel } = useAttempt()
  const shares = shallowRef<Share[]>([])
  const address = (rest = '') => `/api/v1/projects/${current.value?.id}/shares${rest}`

  async function load(): Promise<void> {
    if (!current.value) return
    cancel()
    status.value = 'loading'
    await attempt(async (signal) => {
      const answer = await call<{ shares: Share[] }>(address(), { signal })
      if (!signal.aborted) shares.value = answer.shares
    })
  }

  /** @returns the link, which is shown nowhere else */
  async function create(request: Omit<CreateShareRequest, 'step'> & { step?: string }): Promise<string> {
    const { share, token } = await call<{ share: Share, token: string }>(address(), { method: 'POST', body: request })
    shares.value = [share, ...shares.value]
    return new URL(`/share/${token}`, window.location.origin).href
  }

  async function revoke({ id }: Share): Promise<void> {
    await call(address(`/${id}`), { method: 'DELETE' })
    shares.value = shares.value.map(share => share.id === id ? { ...share, state: 'revoked' } : share)
  }

  return { shares, status: readonly(status), error, load, create, revoke }
}
