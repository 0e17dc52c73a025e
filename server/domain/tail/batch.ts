import type { Line } from '#shared/logql'
import { ONLY, type SourcedRow } from '#shared/utils/place'
import { compareRowIds, type RowId } from '#shared/utils/row-id'

/** A line of a tail, as the stages of its query left it, and the row that it was. */
export interface TailLine { readonly line: Line, readonly position: SourcedRow }

/** Lines of a query in the order in which they came. All its tails share what comes live. */
export class LineBatch {
  /** What it takes of memory, about. */
  readonly bytes: number
  /** Queues that hold it: it counts once. */
  holders = 0
  private readonly named = new Map<string, LineBatch>()

  constructor(readonly lines: readonly TailLine[]) {
    this.bytes = lines.reduce((sum, { line }) => sum + bytesOf(line), 0)
  }

  /** The earliest and the latest time that a line says. */
  times(): { readonly first: bigint, readonly last: bigint } {
    let first = this.lines[0]!.line.timestamp
    let last = first
    for (const { line: { timestamp } } of this.lines) {
      if (timestamp < first) first = timestamp
      if (timestamp > last) last = timestamp
    }
    return { first, last }
  }

  /** What of it came behind a row: the batch itself where that is all of it. */
  behind(row: RowId): LineBatch | undefined {
    const isBehind = ({ position }: TailLine) => compareRowIds(position, row) > 0
    if (isBehind(this.lines[0]!)) return this
    const rest = this.lines.filter(isBehind)
    return rest.length === 0 ? undefined : new LineBatch(rest)
  }

  /** The same, made once, for readers of several sources: each line tells which it is from. `ONLY`: the batch itself. */
  of(source: string): LineBatch {
    if (source === ONLY) return this
    let named = this.named.get(source)
    if (named === undefined) this.named.set(source, named = new LineBatch(this.lines.map(({ line, position }) => ({ line, position: { ...position, source } }))))
    return named
  }
}

/** Of objects and maps around a line and a label. */
const LINE_BYTES = 400
const LABEL_BYTES = 64

function bytesOf({ text, labels }: Line): number {
  return labels.names().reduce((sum, name) => sum + LABEL_BYTES + name.length + (labels.get(name)?.length ?? 0), LINE_BYTES + text.length)
}
