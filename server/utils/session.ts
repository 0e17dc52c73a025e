import { deleteCookie, parseCookies, type H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import { clearUserSession, getUserSession, replaceUserSession } from '#session'
import type { SessionUser, UserPrincipal } from '../domain/identity'
import { usePlatform } from './platform'

/** Logs a user in on this client: a sealed cookie with nothing but the user's id and the session's version. */
export async function startSession(event: H3Event, { userId, sessionVersion }: SessionUser): Promise<void> {
  // A login is a new session: nothing of an older one, such as its age, may live on in it.
  delete event.context.sessions
  delete event.node.req.headers.cookie
  const secure = usePlatform(event).config.secureCookies || event.context.client?.protocol === 'https'
  await replaceUserSession(event, { user: { id: userId }, sessionVersion }, { cookie: { secure } })
}

export async function endSession(event: H3Event): Promise<void> {
  await clearUserSession(event)
  // That leaves an empty cookie behind.
  deleteCookie(event, cookieName(event), { path: '/', httpOnly: true, sameSite: 'lax' })
}

/** The logged-in user of a request, if its session is still good. */
export async function sessionUserOf(event: H3Event): Promise<UserPrincipal | undefined> {
  // Without this, reading would hand every visitor an empty session.
  if (!parseCookies(event)[cookieName(event)]) return undefined
  const { user, sessionVersion } = await getUserSession(event)
  if (!user?.id || sessionVersion === undefined) return undefined
  return usePlatform(event).identity.authenticateSession({ userId: user.id, sessionVersion })
}

const cookieName = (event: H3Event) => useRuntimeConfig(event).session.name ?? ''
