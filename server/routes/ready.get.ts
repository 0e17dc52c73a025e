import { endpoints } from '#shared/api/endpoints'
import { AppError } from '~~/server/domain/kernel'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.getReady, async ({ platform }) => {
  const { ready, checks } = await platform.health()
  if (ready) return { ready, checks }
  const issues = Object.entries(checks).filter(([, state]) => state !== 'ok').map(([path, message]) => ({ path, message }))
  throw new AppError('unavailable', `Not ready: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`, { issues, retryAfter: 2 })
})
