import type { SourceSchemaName } from '#shared/schemas/projects'
import { sqlTexts } from './messages/sql'

export interface SqlTemplate { label: string, sql: string }

const texts = sqlTexts.templates
const RANGE = 'WHERE Timestamp >= {from} AND Timestamp < {to}'

const ofRecords: readonly SqlTemplate[] = [
  { label: texts.newestLines, sql: `SELECT Timestamp, ServiceName, SeverityText, Body\nFROM {source}\n${RANGE}\nORDER BY Timestamp DESC\nLIMIT 100` },
  { label: texts.linesByService, sql: `SELECT toStartOfMinute(Timestamp) AS time, ServiceName, count() AS lines\nFROM {source}\n${RANGE}\nGROUP BY time, ServiceName\nORDER BY time` },
  { label: texts.errorsByService, sql: `SELECT ServiceName, count() AS lines, countIf(SeverityNumber >= 17) AS errors,\n  round(100 * errors / lines, 2) AS percent\nFROM {source}\n${RANGE}\nGROUP BY ServiceName\nORDER BY errors DESC` },
  { label: texts.attributes, sql: `SELECT arrayJoin(mapKeys(LogAttributes)) AS attribute, count() AS lines\nFROM {source}\n${RANGE}\nGROUP BY attribute\nORDER BY lines DESC\nLIMIT 100` },
  { label: texts.frequentLines, sql: `SELECT Body, ServiceName, count() AS lines, max(Timestamp) AS newest\nFROM {source}\n${RANGE}\nGROUP BY Body, ServiceName\nORDER BY lines DESC\nLIMIT 50` },
]

const ofRequests: readonly SqlTemplate[] = [
  { label: texts.newestRequests, sql: `SELECT Timestamp, Method, Host, Path, Status, Duration / 1e6 AS milliseconds\nFROM {source}\n${RANGE}\nORDER BY Timestamp DESC\nLIMIT 100` },
  { label: texts.requestsByClass, sql: `SELECT toStartOfMinute(Timestamp) AS time, concat(toString(intDiv(Status, 100)), 'xx') AS class, count() AS requests\nFROM {source}\n${RANGE}\nGROUP BY time, class\nORDER BY time` },
  { label: texts.slowestPaths, sql: `SELECT Path, count() AS requests, round(quantile(0.5)(Duration) / 1e6, 1) AS p50_ms, round(quantile(0.95)(Duration) / 1e6, 1) AS p95_ms\nFROM {source}\n${RANGE}\nGROUP BY Path\nORDER BY p95_ms DESC\nLIMIT 50` },
  { label: texts.failingPaths, sql: `SELECT Path, Status, count() AS requests\nFROM {source}\n${RANGE} AND Status >= 500\nGROUP BY Path, Status\nORDER BY requests DESC\nLIMIT 50` },
  { label: texts.clients, sql: `SELECT ClientAddress, count() AS requests, sum(ResponseBytes) AS bytes\nFROM {source}\n${RANGE}\nGROUP BY ClientAddress\nORDER BY requests DESC\nLIMIT 50` },
]

const ofTables: readonly SqlTemplate[] = [
  { label: texts.someRows, sql: `SELECT *\nFROM {source}\nLIMIT 100` },
  { label: texts.rowCount, sql: `SELECT count() AS rows\nFROM {source}` },
]

/** Statements to begin with; the first is that of a new tab. */
export function templatesOf(schema: SourceSchemaName): readonly SqlTemplate[] {
  switch (schema) {
    case 'app': return ofRecords
    case 'http': return [...ofRequests, ...ofRecords.slice(1)]
    case 'custom': return ofTables
  }
}
