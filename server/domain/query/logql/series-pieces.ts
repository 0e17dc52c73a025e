import type { SeriesLabels } from '#shared/logql'
import { AppError } from '../../kernel'
import type { KnownPiece, KnownValue } from '../kept-pieces'
import { numberOf, type Pieces, type Span } from './pieces'
import type { RangeQuery } from './range-sql'

interface Piece { readonly bucket: number, readonly lines: number, readonly bytes: number, readonly value: number }
export interface Series { readonly labels: SeriesLabels, readonly pieces: Piece[] }

/** More statements than this are not worth it: then one asks for all from the first missing piece to the last. */
const MOST_SPANS = 3

/** The pieces of each series. */
export class SeriesPieces {
  private readonly found = new Map<string, Series>()

  constructor(private readonly maxSeries: number) {}

  /** @throws AppError bad_request past the most series */
  add(bucket: number, { labels, lines, bytes, value }: KnownValue): void {
    let series = this.found.get(labels.key)
    if (series === undefined) {
      this.found.set(labels.key, series = { labels, pieces: [] })
      if (this.found.size > this.maxSeries) {
        throw new AppError('bad_request', `The query has more than ${this.maxSeries} series. Group by fewer labels, or select fewer streams`)
      }
    }
    series.pieces.push({ bucket, lines, bytes, value })
  }

  /** Takes the pieces that are known. @returns those that have to be asked for */
  addKnown(known: ReadonlyMap<bigint, KnownPiece>, pieces: Pieces): Span[] {
    const missing = missingOf(known, pieces)
    let first = 0
    for (const span of [...missing, { first: pieces.count, last: pieces.count }]) {
      for (let i = first; i < span.first; i++) for (const value of known.get(numberOf(pieces, i))!.values) this.add(i, value)
      first = span.last
    }
    return missing
  }

  series(): Series[] {
    return [...this.found.values()]
  }
}

function missingOf(known: ReadonlyMap<bigint, KnownPiece>, pieces: Pieces): Span[] {
  const spans: { first: number, last: number }[] = []
  for (let i = 0; i < pieces.count; i++) {
    if (known.has(numberOf(pieces, i))) continue
    const last = spans.at(-1)
    if (last?.last === i) last.last++
    else spans.push({ first: i, last: i + 1 })
  }
  return spans.length > MOST_SPANS ? [{ first: spans[0]!.first, last: spans.at(-1)!.last }] : spans
}

/** What the engine found, piece by piece. */
export class FoundPieces {
  private readonly values = new Map<number, KnownValue[]>()

  constructor(private readonly query: Pick<RangeQuery, 'pieces' | 'reach'>) {}

  add(bucket: number, value: KnownValue): void {
    const values = this.values.get(bucket)
    if (values) values.push(value)
    else this.values.set(bucket, [value])
  }

  /** All pieces of the spans, also those in which nothing was found. */
  of(spans: readonly Span[]): KnownPiece[] {
    const { pieces, reach } = this.query
    const start = (i: number) => pieces.origin + BigInt(i) * pieces.width
    return spans.flatMap(({ first, last }) => Array.from({ length: last - first }, (_, k) => first + k))
      .map(i => ({ piece: numberOf(pieces, i), from: start(i) - reach, to: start(i + 1), values: this.values.get(i) ?? [] }))
  }
}
