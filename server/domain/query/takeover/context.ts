import type { StepGrid } from '#shared/logql'
import type { LabelSettings } from '../logql/label-sql'
import type { Remarks } from './remarks'

/** What is asked for, besides the query. */
export interface Context {
  /** As it stands behind FROM. */
  readonly table: string
  readonly grid: StepGrid
  readonly settings: LabelSettings
  /** Of the table. */
  readonly columns: readonly string[]
  readonly remarks: Remarks
}
