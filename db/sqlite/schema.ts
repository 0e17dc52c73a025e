import { sql } from 'drizzle-orm'
import { blob, check, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

// Ids are KSUIDs; moments are milliseconds since 1970.

export const users = sqliteTable('users', {
  id: text('id').primaryKey(),
  /** Lower case and trimmed, as the sign-up schema leaves it. */
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  role: text('role', { enum: ['admin', 'operator', 'viewer'] }).notNull(),
  passwordHash: text('password_hash').notNull(),
  /** Raised by a password change: a session made for a lower number has ended. */
  sessionVersion: integer('session_version').notNull().default(1),
  createdAt: integer('created_at').notNull(),
}, table => [check('users_role', sql`${table.role} in ('admin', 'operator', 'viewer')`)])

export const projects = sqliteTable('projects', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdBy: text('created_by').references(() => users.id),
  createdAt: integer('created_at').notNull(),
  /** Days that dead letters of the project are kept. */
  deadLetterDays: integer('dead_letter_days').notNull().default(30),
  /** Whether shared results may be read without an account. */
  publicShares: integer('public_shares', { mode: 'boolean' }).notNull().default(false),
}, table => [index('projects_created_by').on(table.createdBy)])

export const projectMembers = sqliteTable('project_members', {
  projectId: text('project_id').notNull().references(() => projects.id, { onDelete: 'cascade' }),
  userId: text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
  role: text('role', { enum: ['admin', 'operator', 'viewer'] }).notNull(),
  createdAt: integer('created_at').notNull(),
}, table => [
  primaryKey({ columns: [table.projectId, table.userId] }),
  index('project_members_user').on(table.userId),
  check('project_members_role', sql`${table.role} in ('admin', 'operator', 'viewer')`),
])

export const sources = sqliteTable('sources', {
  id: text('id').primaryKey(),
  projectId: text('project_id').notNull().references(() => projects.id),
  name: text('name').notNull(),
  schema: text('schema', { enum: ['app', 'http', 'custom'] }).notNull(),
  retentionDays: integer('retention_days').notNull(),
  /** The user's table of a `custom` source: a CustomTable as JSON. */
  definition: text('definition'),
  isDefault: integer('is_default', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull(),
  /** Bytes that may be sent in a day; null is without limit. */
  dailyQuotaBytes: integer('daily_quota_bytes'),
  /** Keeps Cordwood's own log. */
  ownLogs: integer('own_logs', { mode: 'boolean' }).notNull().default(false),
  /** As Loki's discover_service_name and discover_log_levels. */
  discoverServiceName: integer('discover_service_name', { mode: 'boolean' }).notNull().default(true),
  discoverLogLevels: integer('discover_log_levels', { mode: 'boolean' }).notNull().default(true),
}, table => [
  uniqueIndex('sources_project_name').on(table.projectId, table.name),
  uniqueIndex('sources_one_default').on(table.projectId).where(sql`${table.isDefault} = 1`),
  uniqueIndex('sources_own_logs').on(table.ownLogs).where(sql`${table.ownLogs} = 1`),
])

/** What a source took in a day, of the request bodies that were acknowledged. */
export const sourceUsage = sqliteTable('source_usage', {
  sourceId: text('source_id').notNull().references(() => sources.id, { onDelete: 'cascade' }),
  /** `2026-01-31`, UTC. */
  day: text('day').notNull(),
  /** Decompressed. */
  bytes: integer('bytes').notNull(),
  lines: integer('lines').notNull(),
}, table => [primaryKey({ columns: [table.sourceId, table.day] }), index('source_usage_day').on(table.day)])

export const apiKeys = sqliteTable('api_keys', {
  id: text('id').primaryKey(),
  projectId: text('project_id').notNull().references(() => projects.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  /** SHA-256 of the key, hex. The key itself is stored nowhere. */
  secretHash: text('secret_hash').notNull().unique(),
  /** The first characters, by which people recognise the key. */
  prefix: text('prefix').notNull(),
  createdAt: integer('created_at').notNull(),
  lastUsedAt: integer('last_used_at'),
}, table => [index('api_keys_project').on(table.projectId)])

/** Queries that people keep, as they are now. */
export const savedQueries = sqliteTable('saved_queries', {
  id: text('id').primaryKey(),
  projectId: text('project_id').notNull().references(() => projects.id, { onDelete: 'cascade' }),
  ownerId: text('owner_id').notNull().references(() => users.id),
  visibility: text('visibility', { enum: ['private', 'project'] }).notNull(),
  version: integer('version').notNull(),
  /** A SavedQueryContent as JSON. */
  content: text('content').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  /** Deleted, and to be had back for a while. */
  deletedAt: integer('deleted_at'),
}, table => [
  index('saved_queries_project').on(table.projectId),
  index('saved_queries_deleted').on(table.deletedAt),
  check('saved_queries_visibility', sql`${table.visibility} in ('private', 'project')`),
])

/** Every version of a query, the present one too. */
export const savedQueryVersions = sqliteTable('saved_query_versions', {
  queryId: text('query_id').notNull().references(() => savedQueries.id, { onDelete: 'cascade' }),
  version: integer('version').notNull(),
  /** A SavedQueryContent as JSON. */
  content: text('content').notNull(),
  savedBy: text('saved_by').notNull().references(() => users.id),
  savedAt: integer('saved_at').notNull(),
}, table => [primaryKey({ columns: [table.queryId, table.version] })])

export const favouriteQueries = sqliteTable('favourite_queries', {
  userId: text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
  queryId: text('query_id').notNull().references(() => savedQueries.id, { onDelete: 'cascade' }),
}, table => [primaryKey({ columns: [table.userId, table.queryId] }), index('favourite_queries_query').on(table.queryId)])

/** What users have asked, the newest of each in each project. */
export const queryRuns = sqliteTable('query_runs', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  projectId: text('project_id').notNull().references(() => projects.id, { onDelete: 'cascade' }),
  userId: text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
  language: text('language', { enum: ['logql', 'sql'] }).notNull(),
  query: text('query').notNull(),
  /** Names with commas between; '' for the default source. */
  source: text('source').notNull(),
  start: integer('start').notNull(),
  end: integer('end').notNull(),
  at: integer('at').notNull(),
  times: integer('times').notNull(),
  outcome: text('outcome', { enum: ['done', 'failed', 'cancelled'] }).notNull(),
  message: text('message'),
  rows: integer('rows').notNull(),
  scannedRows: integer('scanned_rows').notNull(),
  scannedBytes: integer('scanned_bytes').notNull(),
  elapsedMs: real('elapsed_ms').notNull(),
}, table => [index('query_runs_owner').on(table.userId, table.projectId, table.id)])

/** Results of queries as they were, for those who have the link. */
export const shares = sqliteTable('shares', {
  id: text('id').primaryKey(),
  projectId: text('project_id').notNull().references(() => projects.id, { onDelete: 'cascade' }),
  createdBy: text('created_by').notNull().references(() => users.id),
  title: text('title').notNull(),
  language: text('language', { enum: ['logql', 'sql'] }).notNull(),
  query: text('query').notNull(),
  audience: text('audience', { enum: ['members', 'anyone'] }).notNull(),
  /** SHA-256 of the token, hex. The token itself is stored nowhere. */
  tokenHash: text('token_hash').notNull().unique(),
  passwordHash: text('password_hash'),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  revokedAt: integer('revoked_at'),
  views: integer('views').notNull(),
  lastViewedAt: integer('last_viewed_at'),
  bytes: integer('bytes').notNull(),
  /** A FrozenResult as JSON, gzipped; null once the share has ended. */
  content: blob('content', { mode: 'buffer' }),
}, table => [index('shares_project').on(table.projectId), index('shares_expires').on(table.expiresAt)])

/** Append-only: triggers refuse UPDATE and DELETE (see the migration `audit_append_only`). No foreign keys, so that entries outlive what they tell of. */
export const auditEntries = sqliteTable('audit_entries', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  action: text('action').notNull(),
  actorId: text('actor_id'),
  projectId: text('project_id'),
  targetId: text('target_id'),
  address: text('address'),
  details: text('details', { mode: 'json' }).$type<Record<string, string | number | boolean>>().notNull(),
}, table => [
  index('audit_entries_project').on(table.projectId, table.id),
  index('audit_entries_actor').on(table.actorId, table.id),
])
