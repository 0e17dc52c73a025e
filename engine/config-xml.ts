import { join } from 'node:path'
import type { EngineConfig } from './config.ts'
import { toXml } from './xml.ts'
import type { XmlTree } from './xml.ts'

const MiB = 1024 * 1024

/**
 * The main configuration file of the engine.
 * @param usersPath absolute path of the users file (users-xml.ts).
 */
export function configXml(config: EngineConfig, usersPath: string): string {
  return toXml({
    clickhouse: {
      path: directory(config.dataDir),
      tmp_path: directory(join(config.dataDir, 'tmp')),
      user_files_path: directory(join(config.dataDir, 'user_files')),
      users_config: usersPath,
      listen_host: config.host,
      http_port: config.port,
      display_name: config.displayName,
      keep_alive_timeout: 60,
      max_connections: 1024,
      // One more for the start-up session, whose last query runs as long as the engine.
      max_concurrent_queries: config.maxQueries + 1,
      access_control_improvements: { table_engines_require_grant: 'true' },
      send_crash_reports: { enabled: 'false' },
      ...memory(config),
      ...merges(config),
      http_handlers: { rule: requestRules(config) },
    },
  })
}

/** ClickHouse wants the slash at the end. */
function directory(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}

/** Caches are cut to shares of the engine's memory: their defaults are made for big servers. */
function memory(config: EngineConfig): XmlTree {
  const share = (percent: number, max: number): number =>
    Math.min(max * MiB, Math.floor(config.serverMemory * percent / 100))
  return {
    max_server_memory_usage: config.serverMemory,
    merges_mutations_memory_usage_soft_limit: share(40, 1 << 20),
    mark_cache_size: share(5, 512),
    index_mark_cache_size: share(3, 256),
    primary_index_cache_size: share(5, 512),
    query_condition_cache_size: share(2, 64),
    text_index_tokens_cache_size: share(2, 128),
    text_index_header_cache_size: share(2, 128),
    text_index_postings_cache_size: share(3, 256),
    vector_similarity_index_cache_size: share(1, 16),
    iceberg_metadata_files_cache_size: share(1, 16),
    paimon_metadata_files_cache_size: share(1, 16),
    parquet_metadata_cache_size: share(1, 16),
    point_in_polygon_cache_size: share(1, 16),
    compiled_expression_cache_size: share(2, 64),
    uncompressed_cache_size: 0,
  }
}

/** Twice as many merges as threads may be under way; small ones always find a free slot. */
function merges(config: EngineConfig): XmlTree {
  const slots = config.mergeThreads * 2
  const free = Math.max(1, Math.floor(slots / 4))
  return {
    background_pool_size: config.mergeThreads,
    background_merges_mutations_concurrency_ratio: 2,
    merge_tree: {
      number_of_free_entries_in_pool_to_lower_max_size_of_merge: free,
      number_of_free_entries_in_pool_to_execute_mutation: free,
      number_of_free_entries_in_pool_to_execute_optimize_entire_partition: free,
    },
  }
}

/**
 * Who may ask what: a request is given to ClickHouse's ordinary query handler
 * only if it carries the application's credentials, in either way
 * @clickhouse/client and other tools send them. `/ping` and an empty `/` are
 * open to all; everything else is refused as a server refuses a wrong password.
 */
function requestRules(config: EngineConfig): XmlTree[] {
  const query = { type: 'dynamic_query_handler', query_param_name: 'query' }
  const ok = { type: 'static', status: 200, content_type: 'text/html; charset=UTF-8', response_content: 'Ok.\n' }
  const refuse = {
    type: 'static',
    status: 403,
    content_type: 'text/plain; charset=UTF-8',
    http_response_headers: { 'X-ClickHouse-Exception-Code': 516 },
    response_content: 'Code: 516. DB::Exception: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)\n',
  }
  const basic = Buffer.from(`${config.user}:${config.password}`).toString('base64')
  return [
    { url: '/ping', methods: 'GET,HEAD', handler: { type: 'ping' } },
    { url: '/', empty_query_string: '', methods: 'GET,HEAD', handler: ok },
    { headers: { Authorization: `Basic ${basic}` }, handler: query },
    { headers: { 'X-ClickHouse-User': config.user, 'X-ClickHouse-Key': config.password }, handler: query },
    { handler: refuse },
  ]
}
