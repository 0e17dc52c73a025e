import { labelName } from '#shared/logql'
import type { CompareRequest, CompareResponse } from '#shared/schemas/compare'
import type { Sampled } from '#shared/schemas/facets'
import { formatNanos } from '#shared/utils/moment'
import { unlessMissing } from '../anchor'
import type { Run } from '../executor'
import type { OpenScope } from '../tables'
import { compareByLines } from './compare-lines'
import { apartFromMeasures } from './compare-numbers'
import { byScore, differenceOf, IDENTITIES, type Comparison, type Sides, type ValueCount } from './compare-score'
import { patternCountsOfBothStatement, valueCountsStatement, type Side } from './compare-sql'
import { readTexts } from './patterns'
import { countPlan } from './plan'
import { countLines, pieceSql, sparseness } from './sample'
import { readSelection, type Selection } from './selection'

/** Lines of a side whose fields the engine counts; of more than these it takes a sample. */
export const MOST_COMPARED = 200_000
/**
 * What is more or less frequent in some lines than in others: values of fields, and patterns.
 * @throws AppError bad_request
 */
export async function readComparison(run: Run, scope: OpenScope, { selected, baseline, limit }: CompareRequest, elapsed: () => number): Promise<CompareResponse> {
  const sides = [readSelection(scope, selected), readSelection(scope, baseline)] as const
  const { lines, sampled, values, patterns, patternLines, patternsSampled } = await inEngine(run, ...sides) ?? await compareByLines(run, ...sides)
  const rated = comparable(patternLines) ? patterns.map(({ hash, ...counts }) => ({ hash, ...differenceOf(counts, patternLines) })) : []
  const lists = {
    patterns: rated.filter(({ selected: here, baseline: there, score }) => here > 0 && there > 0 && score > 0).sort(byScore).slice(0, limit),
    appeared: rated.filter(({ baseline: there }) => there === 0).sort((a, b) => b.selected - a.selected).slice(0, limit),
    vanished: rated.filter(({ selected: here }) => here === 0).sort((a, b) => b.baseline - a.baseline).slice(0, limit),
  }
  const texts = await readTexts(run, sides[0].tables, Object.values(lists).flat().map(({ hash }) => hash))
  const described = (list: typeof rated) => list.map(({ hash, ...difference }) => {
    const { text = '', example = '', since } = texts.get(hash) ?? {}
    return { hash, pattern: text, example, since: since === undefined ? null : formatNanos(BigInt(since)), ...difference }
  })
  return {
    selected: { lines: lines.selected, ...sampled.selected && { sampled: sampled.selected } },
    baseline: { lines: lines.baseline, ...sampled.baseline && { sampled: sampled.baseline } },
    ...comparable(lines) ? differentValues(values, lines, limit) : { values: [], numberFields: [] },
    patterns: described(lists.patterns), appeared: described(lists.appeared), vanished: described(lists.vanished),
    patternsSampled, scannedRows: run.scan.rows, elapsedMs: elapsed(),
  }
}

/** The values whose shares differ, and the fields of numbers of which such were left out. */
function differentValues(counts: readonly ValueCount[], lines: Sides, limit: number): Pick<CompareResponse, 'values' | 'numberFields'> {
  const { kept, left } = apartFromMeasures(counts, lines)
  const different = (some: readonly ValueCount[]) => some.map(({ field, value, ...sides }) => ({ field, value, ...differenceOf(sides, lines) })).filter(({ score }) => score > 0)
  return { values: different(kept).sort(byScore).slice(0, limit), numberFields: [...new Set(different(left).map(({ field }) => field))].sort() }
}

/** Nothing is a share of no lines. */
const comparable = ({ selected, baseline }: Sides) => selected > 0 && baseline > 0

/** Undefined where the stages of a side may add labels or take some away, or the engine is in doubt. */
async function inEngine(run: Run, ...selections: readonly [Selection, Selection]): Promise<Comparison | undefined> {
  const [first, second] = [await planSide(run, selections[0]), await planSide(run, selections[1])]
  if (!first || !second) return undefined
  const patternLines = { selected: first.lines, baseline: second.lines }
  if (!comparable(patternLines)) return { lines: patternLines, sampled: {}, values: [], patterns: [], patternLines, patternsSampled: false }
  const sides = [await sampleSide(run, first), await sampleSide(run, second)] as const
  const values = await unlessMissing(() => run.all<ValueRow>(valueCountsStatement(...sides)), [])
  const patterns = await unlessMissing(() => run.all<{ hash: string, selected: string, baseline: string }>(patternCountsOfBothStatement(first, second)), [])
  const sampleOf = (side: Side, of: number): Sampled | undefined => side.every === 1 ? undefined : { lines: side.lines, of }
  return {
    lines: { selected: sides[0].lines, baseline: sides[1].lines },
    sampled: { selected: sampleOf(sides[0], first.lines), baseline: sampleOf(sides[1], second.lines) },
    values: asLabels(values), patternLines, patternsSampled: false,
    patterns: patterns.map(({ hash, selected, baseline }) => ({ hash, selected: Number(selected), baseline: Number(baseline) })),
  }
}

/** All lines of a side. */
async function planSide(run: Run, selection: Selection): Promise<Side | undefined> {
  const plan = countPlan(selection, 'labels')
  if (plan === undefined) return undefined
  const { lines, isSure } = await countLines(run, selection, plan)
  return isSure ? { selection, plan, every: 1, lines } : undefined
}

/** The side itself, or a sample of it where it has too many lines. */
async function sampleSide(run: Run, side: Side): Promise<Side> {
  const every = sparseness(side.lines, MOST_COMPARED)
  if (every === 1) return side
  const plan = { ...side.plan, conditions: [...side.plan.conditions, ...pieceSql(every, side.plan.params)] }
  return { ...side, every, lines: (await countLines(run, side.selection, plan)).lines }
}

interface ValueRow { kind: string, name: string, value: string, selected: string, baseline: string }

/** Under the names that fields have in a query, which several may share; a column comes before an attribute of its name. */
function asLabels(rows: readonly ValueRow[]): ValueCount[] {
  const columns = new Set(rows.filter(({ kind }) => kind === 'column').map(({ name }) => name))
  const values = new Map<string, { field: string, value: string, selected: number, baseline: number }>()
  for (const { kind, name, value, selected, baseline } of rows) {
    const field = labelName(name)
    if (IDENTITIES.has(field) || (kind !== 'column' && columns.has(field))) continue
    const key = JSON.stringify([field, value])
    const known = values.get(key)
    if (known) {
      known.selected += Number(selected)
      known.baseline += Number(baseline)
    }
    else values.set(key, { field, value, selected: Number(selected), baseline: Number(baseline) })
  }
  return [...values.values()]
}
