import type { FieldValuesRequest, FieldValuesResponse, Sampled } from '#shared/schemas/facets'
import { AppError } from '../../kernel'
import { unlessMissing } from '../anchor'
import { isOutOfMemory } from '../errors'
import type { Run } from '../executor'
import { valueOf } from '../logql/record-rows'
import type { Statement } from '../sql'
import type { OpenScope } from '../tables'
import { countPlan, type CountPlan } from './plan'
import { countLines, pieceSql, readSample, sparseness } from './sample'
import { readSelection, selectStatement, type Selection } from './selection'

interface Row { value: string, lines: string, wanted: number, distinct: string, total: string, missing: string, unsure: string }

/** What the values of a label come to. */
export interface ValueCounts {
  /** The most frequent of those that are asked for. */
  readonly values: readonly { readonly value: string, readonly count: number }[]
  readonly distinct: number
  readonly lines: number
  readonly missing: number
  readonly sampled?: Sampled | undefined
}

export interface ValuesQuestion { readonly label: string, readonly prefix?: string | undefined, readonly limit: number }

/** Of different values, where they are counted here. */
const MOST_CHARACTERS = 64 * 1024 ** 2

const tooLarge = (label: string) =>
  new AppError('bad_request', `The values of ${JSON.stringify(label.slice(0, 100))} are too large to be counted. Narrow the time range, or select fewer lines`)

/**
 * Lines by value, those that are asked for first; each row also tells what all of them come to.
 * @param every of so many pieces of the table one is counted
 */
export function valuesStatement(selection: Selection, plan: CountPlan, { prefix = '', limit }: ValuesQuestion, every = 1): Statement {
  const { params } = plan
  const begins = prefix === '' ? '' : ` AND startsWith(lowerUTF8(value), lowerUTF8(${params.string(prefix)}))`
  const most = params.bind(limit, 'UInt32')
  const counted = selectStatement(selection, plan, {
    columns: `toString(${plan.value!}) AS value, count() AS lines, countIf(${plan.unsure}) AS doubts`, where: pieceSql(every, params), tail: 'GROUP BY value',
  })
  return {
    sql: `SELECT value, lines, value != ''${begins} AS wanted, countIf(value != '') OVER () AS distinct,
  sum(lines) OVER () AS total, sumIf(lines, value = '') OVER () AS missing, sum(doubts) OVER () AS unsure
FROM (
  ${counted.sql.replaceAll('\n', '\n  ')}
)
ORDER BY wanted DESC, lines DESC, value
LIMIT ${most}`,
    params: { ...counted.params, ...params.toRecord() },
  }
}

/** Exact where the engine can tell, else by the interpreter. */
export async function countValues(run: Run, selection: Selection, question: ValuesQuestion): Promise<ValueCounts> {
  const plan = countPlan(selection, { label: question.label })
  const found = plan && await valuesInEngine(run, selection, plan, question)
  if (found) return found
  const counts = new Map<string, number>()
  let [lines, kept] = [0, 0]
  const sampled = await readSample(run, selection, { label: question.label }, ({ labels }) => {
    lines++
    const value = valueOf(labels, question.label)
    const before = counts.get(value)
    if (before === undefined && (kept += value.length) > MOST_CHARACTERS) throw tooLarge(question.label)
    counts.set(value, (before ?? 0) + 1)
  })
  const missing = counts.get('') ?? 0
  counts.delete('')
  return { values: mostFrequent(counts, question), distinct: counts.size, lines, missing, sampled }
}

/** Lines whose values are counted where those of all lines need more memory than there is. */
const FEWER_LINES = [1_000_000, 100_000, 10_000]

/** Of all lines, or of a sample that the memory is enough for; undefined where the engine is in doubt. */
async function valuesInEngine(run: Run, selection: Selection, plan: CountPlan, question: ValuesQuestion): Promise<ValueCounts | undefined> {
  const tries = [Infinity, ...FEWER_LINES]
  for (const most of tries) {
    const of = most === Infinity ? 0 : (await countLines(run, selection, plan)).lines
    const every = sparseness(of, most)
    // As many lines as before need as much.
    if (most !== Infinity && every === 1) continue
    try {
      const counts = await countedValues(run, valuesStatement(selection, plan, question, every))
      return counts && (every === 1 ? counts : { ...counts, sampled: { lines: counts.lines, of } })
    }
    catch (error) {
      if (!isOutOfMemory(error) || most === tries.at(-1)) throw error
    }
  }
  throw tooLarge(question.label)
}

async function countedValues(run: Run, statement: Statement): Promise<ValueCounts | undefined> {
  const rows = await unlessMissing(() => run.all<Row>(statement), [])
  const { distinct = 0, total = 0, missing = 0, unsure = 0 } = rows[0] ?? {}
  if (Number(unsure) > 0) return undefined
  const values = rows.filter(({ wanted }) => wanted === 1).map(({ value, lines }) => ({ value, count: Number(lines) }))
  return { values, distinct: Number(distinct), lines: Number(total), missing: Number(missing) }
}

/** In the engine's order. */
function mostFrequent(counts: ReadonlyMap<string, number>, { prefix = '', limit }: Omit<ValuesQuestion, 'label'>) {
  return [...counts].filter(([value]) => value.toLowerCase().startsWith(prefix.toLowerCase()))
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, limit)
}

/** The most frequent values of a field. */
export async function readFieldValues(run: Run, scope: OpenScope, { field, prefix, limit, ...request }: FieldValuesRequest, elapsed: () => number): Promise<FieldValuesResponse> {
  const selection = readSelection(scope, request)
  const { values, sampled, ...counts } = await countValues(run, selection, { label: field, prefix, limit })
  return { values: [...values], ...counts, ...sampled && { sampled }, scannedRows: run.scan.rows, elapsedMs: elapsed() }
}
