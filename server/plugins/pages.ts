import { createError } from 'h3'
import { defineNitroPlugin } from 'nitropack/runtime'
import { sessionHooks } from '#session'
import { usePlatform } from '../utils/platform'
import { withNonce } from '../utils/security-headers'

/** What pages need of the edge: scripts that the security policy lets run, and no session that has ended. */
export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('render:html', (html, { event }) => {
    const nonce = event.context.cspNonce
    if (!nonce) return
    // Not the body: were something smuggled into it, it must not get the nonce.
    for (const part of ['head', 'bodyPrepend', 'bodyAppend'] as const) html[part] = html[part].map(piece => withNonce(piece, nonce))
  })

  sessionHooks.hook('fetch', ({ user, sessionVersion }, event) => {
    if (!user) return
    const alive = sessionVersion !== undefined && usePlatform(event).identity.authenticateSession({ userId: user.id, sessionVersion })
    if (!alive) throw createError({ statusCode: 401, message: 'The session has ended. Log in again.' })
  })
})
