/** What LogQL needs of a row of a source; 64-bit integers are text, as the engine gives them. */
export interface RecordRow {
  /** Nanoseconds since 1970. */
  readonly time: string
  readonly segment: string
  readonly ordinal: number
  readonly service: string
  readonly severity: number
  readonly line: string
  readonly trace: string
  readonly span: string
  readonly resourceNames: string[]
  readonly resourceValues: string[]
  readonly names: string[]
  readonly values: string[]
  /** Only where the query asks for it. */
  readonly pattern?: string
  /** The name of its source, where there are several. */
  readonly source?: string
}
