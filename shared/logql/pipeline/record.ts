/** A stored line. Labels are not changed; records of one stream share their map, which makes them faster to select. */
export interface LogRecord {
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint
  readonly line: string
  readonly stream: ReadonlyMap<string, string>
  readonly metadata: ReadonlyMap<string, string>
}
