import { resolve } from 'node:path'
import { z } from 'zod'
import { readTrustedProxies, type TrustedProxies } from './addresses'
import { limitsByAsker, readByAsker, type Asker, type QueryLimits } from './query-limits'
import { readSyslogListeners, type SyslogListener } from './syslog-setting'

const KB = 1024
const MB = 1024 * 1024

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

const megabytes = (fallback: number) => z.coerce.number().int().min(1).default(fallback).transform(mb => mb * MB)

/** A size of the engine, in bytes; the engine chooses when not set. The least is the engine's own (engine/config.ts). */
const engineSize = (least: number) => z.coerce.number().int().min(least).optional().transform(mb => mb === undefined ? undefined : mb * 1024 * 1024)

/** An allowance a second; none when not set. */
const perSecond = z.coerce.number().min(0.01).optional()

/** Rows repeat what the records of a request share: they may take so many times what its body may, and this at the least. */
const ROWS_PER_BODY = 4
const LEAST_ROW_BYTES = 64 * MB

/** A text that has a reader of its own, which throws what is wrong with it. */
const readBy = <T>(read: (text: string) => T) => z.string().default('').transform((text, context) => {
  try {
    return read(text)
  }
  catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
    return z.NEVER
  }
})

/** A limit by role: who is not named keeps the default. @param unit what one of it is */
const byRole = (fallback: string, most: number, unit = 1) => readBy((text) => {
  const found = readByAsker(text, fallback, 1, most)
  return { viewer: found.viewer * unit, operator: found.operator * unit, key: found.key * unit, admin: found.admin * unit }
})

/** Every setting that Cordwood reads from the environment, with its default. The README's table follows this. */
const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  CORDWOOD_DATA_DIR: z.string().default('.data'),
  CORDWOOD_ROOT: z.string().default('.'),
  CORDWOOD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  CORDWOOD_ADMIN_EMAIL: z.email().optional(),
  CORDWOOD_ADMIN_PASSWORD: z.string().min(10).optional(),
  CORDWOOD_SECURE_COOKIES: z.enum(['true', 'false']).default('false').transform(v => v === 'true'),
  CORDWOOD_TRUSTED_PROXIES: readBy(readTrustedProxies),
  CORDWOOD_OPEN_SIGNUP: z.enum(['true', 'false']).default('true').transform(v => v === 'true'),
  CORDWOOD_MAX_BODY_MB: whole(1, 256).default(64).transform(mb => mb * MB),
  CORDWOOD_MAX_LINE_KB: whole(1, 16_384).default(1024).transform(kb => kb * KB),
  // What reads nested values later recurses; a simple line with tags has two levels.
  CORDWOOD_MAX_NESTING: whole(2, 1000).default(100),
  CORDWOOD_MAX_RECORDS: whole(1, 10_000_000).default(500000),
  CORDWOOD_MAX_COMPRESSED_MB: megabytes(64),
  CORDWOOD_SPOOL_MAX_MB: megabytes(4096),
  CORDWOOD_RATE_KEY_REQUESTS: perSecond,
  CORDWOOD_RATE_KEY_LINES: perSecond,
  CORDWOOD_RATE_KEY_BYTES: perSecond,
  CORDWOOD_RATE_ADDRESS_REQUESTS: perSecond,
  CORDWOOD_QUERY_SECONDS: byRole('viewer=20,operator=30,key=30,admin=120', 3600),
  CORDWOOD_QUERY_MEMORY_MB: byRole('viewer=512,operator=1024,key=1024,admin=1024', 1_000_000, MB),
  CORDWOOD_QUERY_READ_ROWS: byRole('viewer=5000000000,operator=20000000000,key=20000000000,admin=100000000000', 1_000_000_000_000),
  CORDWOOD_QUERY_READ_MB: byRole('viewer=500000,operator=2000000,key=2000000,admin=10000000', 1_000_000_000, MB),
  CORDWOOD_QUERY_RESULT_ROWS: byRole('10000', 1_000_000),
  CORDWOOD_QUERY_RESULT_MB: byRole('viewer=32,operator=64,key=64,admin=64', 1024, MB),
  CORDWOOD_QUERY_SERIES: byRole('viewer=2000,operator=5000,key=5000,admin=10000', 100_000),
  CORDWOOD_QUERY_POINTS: byRole('11000', 100_000),
  CORDWOOD_QUERY_EXPORT_ROWS: byRole('viewer=100000,operator=1000000,key=1000000,admin=10000000', 1_000_000_000),
  CORDWOOD_QUERY_EXPORT_SECONDS: byRole('viewer=600,operator=1800,key=1800,admin=3600', 86_400),
  CORDWOOD_SYSLOG: readBy(readSyslogListeners),
  CORDWOOD_ENGINE_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  CORDWOOD_ENGINE_MEMORY_MB: engineSize(256),
  CORDWOOD_ENGINE_QUERY_MEMORY_MB: engineSize(16),
  CORDWOOD_ENGINE_THREADS: z.coerce.number().int().min(1).max(1024).optional(),
  CORDWOOD_ENGINE_MAX_QUERIES: z.coerce.number().int().min(1).max(10_000).optional(),
  CLICKHOUSE_URL: z.url().optional(),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_DATABASE: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/).default('cordwood'),
  CLICKHOUSE_CA_FILE: z.string().optional(),
})

export interface Config {
  port: number
  host: string
  /** Absolute. Holds the engine's data, the spool, SQLite and the secrets made at first start. */
  dataDir: string
  /** Absolute. Where the sources are: the engine's program and the SQL migrations are found below it. */
  rootDir: string
  logLevel: string
  admin: { email: string, password: string } | undefined
  secureCookies: boolean
  /** Whose word on forwarded requests is taken. */
  trustedProxies: TrustedProxies
  /** Whether anyone who reaches the address may sign up. The first account can always be made. */
  openSignup: boolean
  /** Bytes of a request body after decompression. */
  maxBodyBytes: number
  /** What one ingest request may hold: bytes of a line or JSON value, levels of nesting, records and rejects together, bytes as rows. */
  limits: { maxLineBytes: number, maxNesting: number, maxRecords: number, maxRowBytes: number }
  /** Bytes of a compressed request body as received. */
  maxCompressedBytes: number
  /** Bytes of acknowledged lines that may wait on disk before ingest answers 503. */
  spoolMaxBytes: number
  /** What a key and an address may send, a second; undefined is without limit. */
  rates: { keyRequests: number | undefined, keyLines: number | undefined, keyBytes: number | undefined, addressRequests: number | undefined }
  /** What a request for logs may cost, by who asks. */
  queryLimits: Readonly<Record<Asker, QueryLimits>>
  /** Addresses that take syslog; none by default. */
  syslog: readonly SyslogListener[]
  enginePort: number | undefined
  /** Limits of the embedded engine; what is undefined it chooses from the machine. */
  engine: EngineLimits
  clickhouse: ClickHouseConfig
}

/** Sizes are bytes. */
export interface EngineLimits {
  memory: number | undefined
  queryMemory: number | undefined
  threads: number | undefined
  maxQueries: number | undefined
}

export interface ClickHouseConfig {
  /** An external server; the embedded engine when undefined. */
  url: string | undefined
  user: string
  password: string
  database: string
  caFile: string | undefined
}

/**
 * Reads the settings.
 * @throws Error with one line for each setting that is wrong.
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  // An empty variable counts as unset, as in most programs.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const env = parsed.data
  if ((env.CORDWOOD_ADMIN_EMAIL === undefined) !== (env.CORDWOOD_ADMIN_PASSWORD === undefined)) {
    throw new Error('CORDWOOD_ADMIN_EMAIL and CORDWOOD_ADMIN_PASSWORD belong together: set both or neither')
  }
  return configOf(env)
}

function configOf(env: z.output<typeof environmentSchema>): Config {
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: resolve(env.CORDWOOD_DATA_DIR),
    rootDir: resolve(env.CORDWOOD_ROOT),
    logLevel: env.CORDWOOD_LOG_LEVEL,
    admin: env.CORDWOOD_ADMIN_EMAIL && env.CORDWOOD_ADMIN_PASSWORD
      ? { email: env.CORDWOOD_ADMIN_EMAIL, password: env.CORDWOOD_ADMIN_PASSWORD }
      : undefined,
    secureCookies: env.CORDWOOD_SECURE_COOKIES,
    trustedProxies: env.CORDWOOD_TRUSTED_PROXIES,
    openSignup: env.CORDWOOD_OPEN_SIGNUP,
    maxBodyBytes: env.CORDWOOD_MAX_BODY_MB,
    limits: {
      maxLineBytes: env.CORDWOOD_MAX_LINE_KB, maxNesting: env.CORDWOOD_MAX_NESTING, maxRecords: env.CORDWOOD_MAX_RECORDS,
      maxRowBytes: Math.max(env.CORDWOOD_MAX_BODY_MB * ROWS_PER_BODY, LEAST_ROW_BYTES),
    },
    maxCompressedBytes: env.CORDWOOD_MAX_COMPRESSED_MB,
    spoolMaxBytes: env.CORDWOOD_SPOOL_MAX_MB,
    rates: {
      keyRequests: env.CORDWOOD_RATE_KEY_REQUESTS,
      keyLines: env.CORDWOOD_RATE_KEY_LINES,
      keyBytes: env.CORDWOOD_RATE_KEY_BYTES,
      addressRequests: env.CORDWOOD_RATE_ADDRESS_REQUESTS,
    },
    queryLimits: limitsByAsker({
      seconds: env.CORDWOOD_QUERY_SECONDS, memoryBytes: env.CORDWOOD_QUERY_MEMORY_MB,
      readRows: env.CORDWOOD_QUERY_READ_ROWS, readBytes: env.CORDWOOD_QUERY_READ_MB,
      resultRows: env.CORDWOOD_QUERY_RESULT_ROWS, resultBytes: env.CORDWOOD_QUERY_RESULT_MB,
      series: env.CORDWOOD_QUERY_SERIES, points: env.CORDWOOD_QUERY_POINTS,
      exportRows: env.CORDWOOD_QUERY_EXPORT_ROWS, exportSeconds: env.CORDWOOD_QUERY_EXPORT_SECONDS,
    }),
    syslog: env.CORDWOOD_SYSLOG,
    enginePort: env.CORDWOOD_ENGINE_PORT,
    engine: {
      memory: env.CORDWOOD_ENGINE_MEMORY_MB,
      queryMemory: env.CORDWOOD_ENGINE_QUERY_MEMORY_MB,
      threads: env.CORDWOOD_ENGINE_THREADS,
      maxQueries: env.CORDWOOD_ENGINE_MAX_QUERIES,
    },
    clickhouse: {
      url: env.CLICKHOUSE_URL,
      user: env.CLICKHOUSE_USER,
      password: env.CLICKHOUSE_PASSWORD,
      database: env.CLICKHOUSE_DATABASE,
      caFile: env.CLICKHOUSE_CA_FILE,
    },
  }
}
