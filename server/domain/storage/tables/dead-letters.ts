import { addColumnsSql, arrivalTtl, arrivalTtlBy, columnsSql, storageClauses, type Column, type TableSchema } from './schema'

const columnsOfVersion1: readonly Column[] = [
  ['Segment', 'UInt64', 'CODEC(Delta, ZSTD(1))'],
  ['Ordinal', 'UInt32', 'CODEC(Delta, ZSTD(1))'],
  ['ReceivedAt', 'DateTime64(3)', 'CODEC(Delta, ZSTD(1))'],
  ['ProjectId', 'LowCardinality(String)', ''],
  ['SourceId', 'LowCardinality(String)', ''],
  ['KeyId', 'LowCardinality(String)', ''],
  ['Protocol', 'LowCardinality(String)', ''],
  ['Reason', 'String', 'CODEC(ZSTD(1))'],
  ['Raw', 'String', 'CODEC(ZSTD(3))'],
]

/** Of a line that could be read and that its source can't take: what it says, as the JSON of `POST /ingest`. Replay reads it. */
const recordColumn: Column = ['Record', 'String', 'CODEC(ZSTD(3))']

/** What could not be read or not be stored, with its reason and its bytes: one table, every row with its project. */
export const deadLetterColumns: readonly Column[] = [...columnsOfVersion1, recordColumn]

export const DEAD_LETTERS_TABLE = 'dead_letters'
export const DEAD_LETTERS_RETENTION_DAYS = 30

export const deadLetterSchema: TableSchema = {
  name: 'dead_letters',
  version: 2,
  columns: deadLetterColumns,
  layout: 'rows',
  createSql: retentionDays => `CREATE TABLE IF NOT EXISTS {database:Identifier}.{table:Identifier} (
${columnsSql(deadLetterColumns)}
)
${storageClauses('(ProjectId, ReceivedAt)', retentionDays, true)}`,
  // An older version's table lacks it.
  furtherSql: () => [addColumnsSql([recordColumn])],
}

/** For segments that an older version left: they come without records. */
export const deadLetterSchemaVersion1: TableSchema = { ...deadLetterSchema, version: 1, columns: columnsOfVersion1 }

/** For how many days the dead letters of a project are kept. */
export interface LetterDays { readonly projectId: string, readonly days: number }

/**
 * The TTL of the table: of the usual days, but for the projects that say otherwise.
 * @throws RangeError for what is no id of ours, and no number of days
 */
export function deadLetterTtl(projects: readonly LetterDays[]) {
  const others = projects.filter(({ days }) => days !== DEAD_LETTERS_RETENTION_DAYS).sort((a, b) => a.projectId < b.projectId ? -1 : 1)
  for (const { projectId, days } of others) {
    if (!/^[0-9A-Za-z]{27}$/.test(projectId) || !Number.isInteger(days) || days < 1) throw new RangeError(`no retention of ours: ${projectId}, ${days}`)
  }
  const ids = others.map(({ projectId }) => `'${projectId}'`).join(', ')
  const days = others.map(other => other.days).join(', ')
  const ttl = others.length === 0 ? arrivalTtl(DEAD_LETTERS_RETENTION_DAYS) : arrivalTtlBy(`transform(ProjectId, [${ids}], [${days}], ${DEAD_LETTERS_RETENTION_DAYS})`)
  return { table: DEAD_LETTERS_TABLE, ttl, rowByRow: true }
}
