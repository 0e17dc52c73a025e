import { createHash } from 'node:crypto'
import type { EngineConfig } from './config.ts'
import { toXml } from './xml.ts'
import type { XmlTree } from './xml.ts'

/** Statements the start-up session runs; its quota allows no more (see bootstrap.ts). */
export const BOOT_STATEMENTS = 2

/**
 * What the application's user may not do: reach files, URLs or other servers
 * (`SOURCES`), stop the engine, close its port, or make users. Everything
 * else is for the query guard of the application to decide.
 */
const REVOKED = 'SOURCES, SYSTEM SHUTDOWN, SYSTEM LISTEN, ACCESS MANAGEMENT, NAMED COLLECTION ADMIN'

/**
 * The users file of the engine.
 *
 * Two users: the application's, and `default`, as which clickhouse-local
 * signs itself in without a password. No HTTP request can become `default`:
 * the request rules (config-xml.ts) let only the application's credentials
 * through. Should one ever, the quota is used up by the start-up statements
 * and the grants reach no table.
 */
export function usersXml(config: EngineConfig): string {
  return toXml({
    clickhouse: {
      profiles: { default: profile(config), boot: '' },
      quotas: {
        default: '',
        boot: { interval: { duration: 2_000_000_000, queries: BOOT_STATEMENTS } },
      },
      users: {
        default: {
          no_password: '',
          networks: { ip: '127.0.0.1' },
          profile: 'boot',
          quota: 'boot',
          grants: { query: ['GRANT SYSTEM LISTEN ON *.*', 'GRANT READ ON FILE', 'GRANT CREATE TEMPORARY TABLE ON *.*'] },
        },
        [config.user]: {
          password_sha256_hex: createHash('sha256').update(config.password).digest('hex'),
          networks: { ip: '127.0.0.1' },
          profile: 'default',
          quota: 'default',
          grants: { query: ['GRANT ALL ON *.*', `REVOKE ${REVOKED} ON *.*`] },
        },
      },
    },
  })
}

/** Defaults of every query; a request may set others. */
function profile(config: EngineConfig): XmlTree {
  return {
    max_memory_usage: config.queryMemory,
    max_threads: config.threads,
    queue_max_wait_ms: config.queueWait,
    // An insert answers when its part is committed, never before.
    async_insert: 0,
    // With `readonly` the engine itself notices at once that the client went
    // away; other SELECTs are left to abandoned.ts.
    cancel_http_readonly_queries_on_client_close: 1,
    log_queries: 0,
    // Spill instead of failing where a query outgrows its memory.
    max_bytes_before_external_group_by: Math.floor(config.queryMemory / 2),
    max_bytes_before_external_sort: Math.floor(config.queryMemory / 2),
  }
}
