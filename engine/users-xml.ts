import { createHash } from 'node:crypto'
import type { EngineConfig } from './config.ts'
import { toXml } from './xml.ts'
import type { XmlTree } from './xml.ts'

/**
 * What the application's user may do; whatever is not named is refused.
 *
 * clickhouse-local trusts its user, who is the person at the keyboard: tried
 * here, `CREATE DICTIONARY … SOURCE(EXECUTABLE(COMMAND …))` ran the command,
 * and File tables take any path. So no dictionaries, functions, users or named
 * collections, no source that reads files or connects to others (`SOURCES`),
 * and only table engines that keep their data in the data directory.
 */
const GRANTS = [
  'GRANT SHOW, SELECT, INSERT, ALTER, DROP, TRUNCATE, OPTIMIZE, CHECK, UNDROP TABLE, KILL QUERY ON *.*',
  'GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE TEMPORARY TABLE ON *.*',
  'GRANT SYSTEM MERGES, SYSTEM TTL MERGES, SYSTEM MOVES, SYSTEM DROP CACHE, SYSTEM SYNC DATABASE REPLICA ON *.*',
  ...[
    'MergeTree', 'ReplacingMergeTree', 'SummingMergeTree', 'AggregatingMergeTree', 'CollapsingMergeTree',
    'VersionedCollapsingMergeTree', 'CoalescingMergeTree', 'GraphiteMergeTree',
    'Memory', 'Null', 'Log', 'TinyLog', 'StripeLog', 'Buffer', 'Set', 'Join',
  ].map(engine => `GRANT TABLE ENGINE ON ${engine}`),
]

/**
 * The users file of the engine.
 *
 * Two users: the application's, and `default`, as which clickhouse-local
 * signs itself in without a password. No HTTP request can become `default`:
 * the request rules (config-xml.ts) let only the application's credentials
 * through. Should one ever, `default` may count and close the port, nothing else.
 */
export function usersXml(config: EngineConfig): string {
  return toXml({
    clickhouse: {
      profiles: { default: profile(config), boot: '' },
      quotas: { default: '' },
      users: {
        default: {
          no_password: '',
          networks: { ip: '127.0.0.1' },
          profile: 'boot',
          quota: 'default',
          grants: { query: ['GRANT SYSTEM LISTEN ON *.*', 'GRANT SELECT ON system.numbers'] },
        },
        [config.user]: {
          password_sha256_hex: createHash('sha256').update(config.password).digest('hex'),
          networks: { ip: '127.0.0.1' },
          profile: 'default',
          quota: 'default',
          grants: { query: GRANTS },
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
    allow_introspection_functions: 0,
    // Spill instead of failing where a query outgrows its memory.
    max_bytes_before_external_group_by: Math.floor(config.queryMemory / 2),
    max_bytes_before_external_sort: Math.floor(config.queryMemory / 2),
  }
}
