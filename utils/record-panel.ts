import type { LogRow } from '#shared/schemas/query'
import type { ExploreState } from './explore-state'
import type { JsonFilter } from './json-filter'
import type { Mark } from './line-marks'
import type { ListColumn } from './list-columns'
import type { QueryFilter } from './query-edit'

/** What the detail panel is given. */
export interface RecordProps {
  record?: LogRow
  /** What the stages of the query found in the line. */
  parsed: Readonly<Record<string, string>>
  loading: boolean
  error?: Error
  marks: readonly Mark[]
  state: ExploreState
  columns: readonly ListColumn[]
  /** Where the line is in the list, -1 where it is not; and how many lines that has. */
  position: number
  count: number
}

/** What the detail panel asks for. */
export interface RecordEvents {
  close: []
  move: [step: 1 | -1]
  filter: [filter: QueryFilter]
  /** By a value inside the line. */
  json: [filter: JsonFilter]
  column: [name: string]
  chart: [label: string]
  measure: [label: string]
  trace: [id: string]
  retry: []
  patch: [change: Partial<ExploreState>, options?: { replace?: boolean }]
}
