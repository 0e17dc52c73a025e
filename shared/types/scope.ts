/**
 * What a request may touch, as plain data: made by the identity room, handed to ingest and query, which never ask
 * who is behind it.
 */
export interface Scope {
  readonly projectId: string
  readonly sourceId: string
  /** The source's ClickHouse table, unqualified. Made by us from ids, never from user text. */
  readonly table: string
  /** Days that lines are kept, from their arrival. */
  readonly retentionDays: number
}
