import { safeNext } from '~/utils/redirect'

declare module '#app' {
  interface PageMeta {
    /** Who may see the page: `member` (the usual), `guest` (only who is not logged in) or `public`. */
    access?: 'member' | 'guest' | 'public'
  }
}

/** Leads who is not logged in to the log-in page and back afterwards, and who is logged in past it. */
export default defineNuxtRouteMiddleware(async (to) => {
  const access = to.path.startsWith('/docs/') ? 'public' : to.meta.access ?? 'member'
  const session = useSession()
  const projects = useProjects()
  const user = await session.load()
  if (user) {
    await projects.load()
    return access === 'guest' ? navigateTo(safeNext(to.query.next)) : undefined
  }
  if (access === 'member') return navigateTo({ path: '/login', query: to.fullPath === '/' ? {} : { next: to.fullPath } })
})
