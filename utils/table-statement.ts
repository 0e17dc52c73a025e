/** A statement to begin with: one column for each thing that a line has, two for attributes, one for the others. */
export const EXAMPLE_STATEMENT = `CREATE TABLE requests (
  time DateTime64(3),
  message String,
  level LowCardinality(String),
  service LowCardinality(String),
  status UInt16,
  duration_ms Nullable(Float64),
  labels Map(String, String)
)
ENGINE = MergeTree
ORDER BY (service, time)`

/** The position in a text that an objection names as `line 2, column 5`; undefined where it names none. */
export function positionOf(objection: string, text: string): number | undefined {
  const found = /line (\d+), column (\d+)/.exec(objection)
  if (!found) return undefined
  const before = text.split('\n').slice(0, Number(found[1]) - 1)
  const position = before.reduce((sum, line) => sum + line.length + 1, 0) + Number(found[2]) - 1
  return position <= text.length ? position : undefined
}

/** Where the word ends that begins there, to select it. */
export const wordEnd = (text: string, position: number): number =>
  position + (/^(?:\w+|.)/.exec(text.slice(position))?.[0].length ?? 0)
