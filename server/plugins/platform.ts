import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineNitroPlugin } from 'nitropack/runtime'
import { Counter, Gauge } from 'prom-client'
import type { Arrival } from '#shared/types/arrival'
import { lockDirectory, migrate, openDatabase, type Database } from '~~/db/sqlite'
import { createAudit } from '../domain/audit'
import { createDeadLetters, type ReplayPort } from '../domain/dead-letters'
import { startEngine } from '../domain/engine'
import { createExports } from '../domain/exports'
import { createIdentity, type Identity } from '../domain/identity'
import { createAdmission, createIngestRoom, createOwnLogs, createQuota, mayRefuse, type IngestRoom, type OwnLogs } from '../domain/ingest'
import {
  BufferPool, checkHealth, createLogger, createMetricsRegistry, readConfig, systemClock, type Asker, type Config, type HealthCheck,
  type Logger, type QueryLimits, type Registry,
} from '../domain/kernel'
import { createLogqlTools, createQueryService } from '../domain/query'
import { createQueryHistory } from '../domain/query-history'
import {
  createBreakers, createCatalog, createLabelPromoter, createProjectUsers, createStorageClients, createTables, deadLetterTtl, sourceTtls, startRetention, type StorageAddress, type StorageBreakers,
  type StorageClients,
} from '../domain/storage'
import { createSavedQueries, type SavedQueryParts } from '../domain/saved-queries'
import { createShares } from '../domain/shares'
import { createSources, startRenewal } from '../domain/sources'
import { createUsage, type Usage } from '../domain/usage'
import { createHttpMetrics } from '../utils/http-metrics'
import { BodyMemory } from '../utils/ingest-body'
import { decodeAgain, decodeRecord } from '../utils/letter-protocols'
import type { Platform } from '../utils/platform'
import { QueryTurns } from '../utils/query-turns'
import { RunningQueries } from '../utils/running-queries'
import { sessionSecret } from '../utils/session-secret'
import { startSyslog } from '../utils/syslog'
import { createTails } from '../utils/tail/hub'
import { createTailHooks } from '../utils/tail/upgrade'

/** What decoders of compressed bodies need besides the bodies: so that the largest one fits a key's half. */
const DECODERS_BYTES = 2 * 1024 * 1024
/** What request bodies and rows keep between requests. */
const POOLED_BYTES = 64 * 1024 * 1024

interface Running { platform: Platform, stop(): Promise<void> }

/** The composition root: builds the platform in order, gives it to every request, stops it in reverse order. */
export default defineNitroPlugin((nitro) => {
  const config = readConfig()
  const registry = createMetricsRegistry()
  const ownLogs = createOwnLogs({ clock: systemClock, registry })
  const logger = createLogger(config.logLevel, line => ownLogs.write(line))
  let running: Running | undefined
  // Requests that come before all is wired get a 503 with a time to come back (usePlatform).
  const starting = start(config, logger, registry, ownLogs).then((started) => {
    running = started
  }, (error: unknown) => {
    logger.error({ err: error }, 'Cordwood could not start')
    process.exit(1)
  })

  nitro.hooks.hook('request', (event) => {
    event.context.platform = running?.platform
  })
  nitro.h3App.options.websocket = {
    hooks: createTailHooks(() => running?.platform),
    // Of ws, which h3's type leaves out. Readers have nothing to say.
    ...{ serverOptions: { maxPayload: 1024 } },
  }
  // Their readers stay for ever: the server would wait for them.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => running?.platform.tails.stop())
  nitro.hooks.hook('close', async () => {
    await starting
    await running?.stop()
    running = undefined
  })
})

async function start(config: Config, logger: Logger, registry: Registry, ownLogs: OwnLogs): Promise<Running> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const unlock = lockDirectory(config.dataDir)
  const db = openSettings(config)
  const audit = createAudit(db, systemClock)
  const identity = createIdentity({ db, clock: systemClock, audit, openSignup: config.openSignup })
  identity.ensureAdmin(config.admin)

  const store = openStorage(config, logger, registry)
  const { clients } = store
  const usage = createUsage({ db, clock: systemClock, logger })
  const { room, ...bounds } = openIngest(config, logger, registry, clients, usage, arrival => reading.tails.arrived(arrival))
  const { limits, ...reading } = openReading(config, logger, registry, clients, room)
  const retention = openRetention(config, logger, clients, identity)
  const { sources, renewal } = openSources(config, logger, clients, identity)
  await room.load()
  recover(room, logger)
  logger.info({ dataDir: config.dataDir }, 'platform started')
  ownLogs.start({ store: room.ingest.store, scope: identity.ownLogScope, reachable: () => store.circuits().inserts === 'closed' })

  const syslog = startSyslog({ ...bounds, config, identity, ingest: room.ingest, registry, clock: systemClock, logger })
  return {
    platform: {
      config, logger, identity, registry, retention, usage, sources, ...bounds, ...reading, ...openKept({ db, clock: systemClock, audit, identity }),
      circuits: store.circuits,
      spool: room.spool,
      ingest: room.ingest,
      requests: room.requests,
      queryTurns: new QueryTurns(), runningQueries: new RunningQueries(),
      deadLetters: createDeadLetters({
        ...clients, database: config.clickhouse.database, clock: systemClock, limits: limits.operator, audit,
        port: openReplay(config, room),
      }),
      httpMetrics: createHttpMetrics(registry),
      health: () => checkHealth(checksOf(store, db, room), config.syslog.length > 0 ? { syslog: syslog.problem } : {}),
    },
    async stop() {
      reading.tails.stop()
      await syslog.stop()
      await ownLogs.stop()
      retention.stop()
      renewal.stop()
      await room.stop()
      usage.stop()
      await clients.close()
      await store.stop()
      db.$client.close()
      unlock()
      logger.info({}, 'platform stopped')
    },
  }
}

/** What people keep of their queries. */
const openKept = (parts: SavedQueryParts) => ({ savedQueries: createSavedQueries(parts), queryHistory: createQueryHistory(parts), exports: createExports(parts), shares: createShares(parts) })

/** Queries, and live tails over them and the way in. */
function openReading(config: Config, logger: Logger, registry: Registry, { reader, writer }: StorageClients, { spool }: IngestRoom) {
  const limits = limitsOf(config)
  const { database } = config.clickhouse
  const tools = createLogqlTools({ database, now: () => systemClock.now(), promoteLabel: createLabelPromoter(writer, database), logger })
  // The embedded engine has no users but ours.
  const users = config.clickhouse.url === undefined ? undefined : createProjectUsers({ client: writer, clock: systemClock, logger })
  const within = (limits: QueryLimits) => createQueryService({ client: reader, database, clock: systemClock, limits, tools, users })
  const queries = byAsker(asker => within(limits[asker]))
  const exporters = byAsker(asker => within(exportLimits(limits[asker])))
  const query = queries.operator
  return { limits, query, queries, exporters, sqlUserOf: (projectId: string) => users?.stateOf(projectId), tails: createTails({ spool, query, logger, registry }) }
}

/** While requests come already: a large spool takes its time to read. `ready` tells when it is done. */
function recover(room: IngestRoom, logger: Logger): void {
  room.recover().then(leftOver => logger.info({ leftOver }, 'what the last run left is taken over'), (error: unknown) => {
    logger.error({ err: error }, 'Cordwood could not take over what the last run left')
    process.exit(1)
  })
}

/** The way in, with what bounds it. */
function openIngest(config: Config, logger: Logger, registry: Registry, { writer }: StorageClients, usage: Usage, arrived: (arrival: Arrival) => void) {
  const { database } = config.clickhouse
  const bounds = {
    buffers: new BufferPool(POOLED_BYTES),
    bodyMemory: new BodyMemory(config.maxBodyBytes * 4 + DECODERS_BYTES),
    admission: createAdmission(config.rates, systemClock),
    quota: createQuota(usage, systemClock),
  }
  const room = createIngestRoom({
    client: writer, database, tables: createTables(writer, database), dataDir: config.dataDir, spoolMaxBytes: config.spoolMaxBytes,
    clock: systemClock, logger, registry, limits: config.limits, arrived, decoderFile: decoderFile(config), ...bounds,
    // The largest rows of one request fit, even while those of another are there.
    memory: new BodyMemory(config.limits.maxRowBytes * 2),
  })
  return { room, ...bounds }
}

/** Where modules/decoder-thread.ts puts it. */
const decoderFile = ({ rootDir }: Config) => join(rootDir, import.meta.dev ? '.nuxt' : '.output/server', 'decoder-thread.mjs')

/** Dead letters are read again as their protocol reads, and go the way of all lines. */
const openReplay = ({ limits }: Config, { ingest }: IngestRoom): ReplayPort => ({
  decode: (scope, protocol, raw) => decodeAgain(scope, protocol, raw, { now: systemClock.now(), limits, withOrigins: mayRefuse(scope) }),
  decodeRecord: record => decodeRecord(record, { now: systemClock.now(), limits }),
  sortOut: ingest.sortOut,
  store: ingest.store,
})

/** Sources that are users' tables. By the writer alone: the reader wants our database, which may not be there yet. */
function openSources(config: Config, logger: Logger, { writer }: StorageClients, identity: Identity) {
  const { database } = config.clickhouse
  return {
    sources: createSources({ identity, catalog: createCatalog(writer, database), tables: createTables(writer, database), client: writer, database, clock: systemClock }),
    renewal: startRenewal({ client: writer, database, logger, sources: () => identity.allSources() }),
  }
}

const openRetention = (config: Config, logger: Logger, { writer }: StorageClients, identity: Identity) => startRetention({
  client: writer, database: config.clickhouse.database, logger,
  wanted: () => [
    ...identity.allSources().flatMap(({ table, retentionDays }) => sourceTtls(table, retentionDays)),
    deadLetterTtl(identity.allDeadLetterDays()),
  ],
})

/** What the server can't be ready without. Syslog is not among it: it may wait for a project that is made here. */
const checksOf = (store: Store, db: Database, room: IngestRoom): Record<string, HealthCheck> => ({
  engine: store.health,
  sqlite: () => void db.$client.prepare('SELECT 1').get(),
  spool: () => room.health(),
})

/** What requests may cost: of memory no more than the embedded engine gives one query (half of its own). */
function limitsOf({ engine: { memory, queryMemory }, queryLimits }: Config): Config['queryLimits'] {
  const most = queryMemory ?? (memory ?? Infinity) / 2
  const within = (limits: QueryLimits) => ({ ...limits, memoryBytes: Math.min(limits.memoryBytes, most) })
  return byAsker(asker => within(queryLimits[asker]))
}

const byAsker = <T>(of: (asker: Asker) => T): Record<Asker, T> => ({ viewer: of('viewer'), operator: of('operator'), key: of('key'), admin: of('admin') })

/** An export has its own time and number of rows, however many bytes they have. */
const exportLimits = (limits: QueryLimits): QueryLimits => ({ ...limits, seconds: limits.exportSeconds, resultRows: limits.exportRows, resultBytes: Number.MAX_SAFE_INTEGER })

function openSettings(config: Config): Database {
  // nuxt-auth-utils takes its settings from the environment when the first session is read, which is after this.
  process.env.NUXT_SESSION_PASSWORD = sessionSecret(config.dataDir, process.env.NUXT_SESSION_PASSWORD)
  process.env.NUXT_SESSION_COOKIE_SECURE = String(config.secureCookies)
  const db = openDatabase(join(config.dataDir, 'cordwood.sqlite'))
  migrate(db, join(config.rootDir, 'db/sqlite/migrations'))
  return db
}

interface Store {
  clients: StorageClients
  circuits: Platform['circuits']
  health: HealthCheck
  stop(): Promise<void>
}

/** The engine of our own, or the server that the settings name. */
function openStorage(config: Config, logger: Logger, registry: Registry): Store {
  const { url, user, password, database, caFile } = config.clickhouse
  return url
    ? connect({ url, user, password, database, caFile }, createWatchedBreakers(logger, registry), () => undefined, async () => {})
    : openEmbedded(config, logger, registry)
}

function openEmbedded(config: Config, logger: Logger, registry: Registry): Store {
  const restarts = new Counter({ name: 'cordwood_engine_restarts_total', help: 'Restarts of the embedded engine', registers: [registry] })
  const engine = startEngine({
    dataDir: join(config.dataDir, 'engine'),
    entry: join(config.rootDir, 'engine/main.ts'),
    ...(config.enginePort === undefined ? {} : { listenPort: config.enginePort }),
    settings: config.engine,
    logger,
    onRestart: () => restarts.inc(),
  })
  const address = { url: engine.url, user: engine.username, password: engine.password, database: config.clickhouse.database }
  return connect(address, createWatchedBreakers(logger, registry), () => engine.failure(), () => engine.stop())
}

/** Breakers whose states show in the log and the metrics. */
function createWatchedBreakers(logger: Logger, registry: Registry): StorageBreakers {
  const breakers = createBreakers((client, state) => logger.warn({ client, state }, 'the circuit to ClickHouse changed'))
  new Gauge({
    name: 'cordwood_clickhouse_circuit', labelNames: ['client', 'state'], registers: [registry],
    help: 'State of the circuit breakers of queries (reader) and inserts (writer): 1 for the present one',
    collect() {
      for (const client of ['reader', 'writer'] as const) {
        for (const state of ['closed', 'half-open', 'open']) this.set({ client, state }, Number(breakers[client].state() === state))
      }
    },
  })
  return breakers
}

function connect(address: StorageAddress, breakers: StorageBreakers, failure: () => string | undefined, stop: () => Promise<void>): Store {
  const clients = createStorageClients(address, breakers)
  return {
    clients,
    circuits: () => ({ inserts: breakers.writer.impression(), queries: breakers.reader.impression() }),
    stop,
    async health() {
      const known = failure()
      if (known) return known
      const pong = await clients.health.ping({ select: true })
      return pong.success ? undefined : 'ClickHouse does not answer'
    },
  }
}
