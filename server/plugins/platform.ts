import { join } from 'node:path'
import { defineNitroPlugin } from 'nitropack/runtime'
import { migrate, openDatabase } from '~~/db/sqlite'
import { createAudit } from '../domain/audit'
import { createIdentity } from '../domain/identity'
import { createLogger, readConfig, systemClock, type Config } from '../domain/kernel'
import type { Platform } from '../utils/platform'
import { sessionSecret } from '../utils/session-secret'

/** The composition root: builds the platform in order, gives it to every request, stops it in reverse order. */
export default defineNitroPlugin((nitro) => {
  const { platform, stop } = start(readConfig())
  nitro.hooks.hook('request', (event) => {
    event.context.platform = platform
  })
  nitro.hooks.hook('close', stop)
})

function start(config: Config): { platform: Platform, stop: () => Promise<void> } {
  const logger = createLogger(config.logLevel)
  useSessionSettings(config)

  const db = openDatabase(join(config.dataDir, 'cordwood.sqlite'))
  migrate(db, join(config.rootDir, 'db/sqlite/migrations'))
  const audit = createAudit(db, systemClock)
  const identity = createIdentity({ db, clock: systemClock, audit, openSignup: config.openSignup })
  identity.ensureAdmin(config.admin)
  logger.info({ dataDir: config.dataDir }, 'platform started')

  return {
    platform: { config, logger, identity },
    async stop() {
      db.$client.close()
      logger.info({}, 'platform stopped')
    },
  }
}

/** nuxt-auth-utils takes its settings from the environment when the first session is read, which is after this. */
function useSessionSettings(config: Config): void {
  process.env.NUXT_SESSION_PASSWORD = sessionSecret(config.dataDir, process.env.NUXT_SESSION_PASSWORD)
  process.env.NUXT_SESSION_COOKIE_SECURE = String(config.secureCookies)
}
