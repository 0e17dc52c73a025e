import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

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
