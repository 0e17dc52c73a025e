import type { H3Event } from 'h3'
import type { DeadLetters } from '../domain/dead-letters'
import type { Exports } from '../domain/exports'
import type { Identity } from '../domain/identity'
import type { Admission, Ingest, Quota, Requests, Spool } from '../domain/ingest'
import { AppError, type Asker, type BufferPool, type Config, type HealthReport, type Logger, type Registry } from '../domain/kernel'
import type { QueryService } from '../domain/query'
import type { QueryHistory } from '../domain/query-history'
import type { SavedQueries } from '../domain/saved-queries'
import type { Shares } from '../domain/shares'
import type { Sources } from '../domain/sources'
import type { BreakerState, ProjectUserState, Retention } from '../domain/storage'
import type { TailHub } from '../domain/tail'
import type { Usage } from '../domain/usage'
import type { HttpMetrics } from './http-metrics'
import type { Client } from './client'
import type { BodyMemory } from './ingest-body'
import type { QueryTurns } from './query-turns'
import type { RunningQueries } from './running-queries'

/** What routes work with. Built by `server/plugins/platform.ts`. */
export interface Platform {
  config: Config
  logger: Logger
  identity: Identity
  ingest: Ingest
  /** Requests that may be sent again without being stored again. */
  requests: Requests
  /** Sources that are tables of the users' own. */
  sources: Sources
  savedQueries: SavedQueries
  exports: Exports
  shares: Shares
  /** For what is exported: more rows, and more time. */
  exporters: Record<Asker, QueryService>
  queryHistory: QueryHistory
  /** Bounds what one key and one address may send. */
  admission: Admission
  /** Bounds what a source takes in a day. */
  quota: Quota
  /** What sources took today. */
  usage: Pick<Usage, 'today'>
  /** What waits for ClickHouse. */
  spool: Pick<Spool, 'statsOf' | 'settled'>
  /** Whether ClickHouse answers. */
  circuits(): { inserts: BreakerState, queries: BreakerState }
  /** Brings changed retentions to ClickHouse. */
  retention: Retention
  query: QueryService
  /** The same within the limits of each who may ask; routes have the one of their caller as `query`. */
  queries: Readonly<Record<Asker, QueryService>>
  /** As whom SQL of a project runs in ClickHouse; undefined where that is not known yet, or always Cordwood’s own user. */
  sqlUserOf(projectId: string): ProjectUserState | undefined
  /** Bounds how many queries run at once. */
  queryTurns: QueryTurns
  /** Queries that their clients may cancel. */
  runningQueries: RunningQueries
  /** Live tails. */
  tails: TailHub
  deadLetters: DeadLetters
  /** Bounds what ingest bodies take of the server's memory. */
  bodyMemory: BodyMemory
  /** Lends the memory that ingest bodies are read into. */
  buffers: BufferPool
  registry: Registry
  httpMetrics: HttpMetrics
  health(): Promise<HealthReport>
}

declare module 'h3' {
  interface H3EventContext {
    platform?: Platform
    requestId?: string
    client?: Client
    /** Lets this answer's own inline scripts run. */
    cspNonce?: string
  }
}

/** @throws AppError unavailable before the platform is wired */
export function usePlatform(event: H3Event): Platform {
  if (!event.context.platform) throw new AppError('unavailable', 'The server is starting. Try again in a few seconds.', { retryAfter: 2 })
  return event.context.platform
}

/** The network address of the client, for trails and limits; empty for requests that the server makes to itself. */
export const addressOf = (event: H3Event) => event.context.client?.address ?? ''
