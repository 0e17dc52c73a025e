import type { OpenedShare } from '#shared/schemas/shares'

/** What a link leads to: it may want a password first. */
export function useOpenedShare(token: string) {
  const { call } = useApi()
  const { status, error, attempt } = useAttempt()
  const opened = shallowRef<OpenedShare>()

  async function open(password?: string): Promise<void> {
    status.value = 'loading'
    await attempt(async (signal) => {
      opened.value = await call<OpenedShare>('/api/v1/shares/open', { method: 'POST', body: { token, ...(password !== undefined && { password }) }, signal })
    })
  }

  return { opened, status: readonly(status), error, open }
}
