import { compileStages, type Line } from '#shared/logql'
import type { Sampled } from '#shared/schemas/facets'
import type { RecordRow } from '#shared/types/record-row'
import { unlessMissing } from '../anchor'
import { isMissingTable } from '../errors'
import type { Run } from '../executor'
import { Params } from '../logql/params'
import { planLog } from '../logql/plan'
import { RECORD_COLUMNS, RecordReader } from '../logql/record-rows'
import type { Statement } from '../sql'
import { neededFor, type CountPlan, type Wanted } from './plan'
import { selectStatement, type Selection } from './selection'

/** Lines that are read and run through the stages one by one; of more than these a sample is taken. */
export const MOST_READ = 200_000
/** How far a sample may come out larger than it was meant to. */
const SLACK = 10

/** Ordinals that are in a sample together: a piece of a part, so that the rest of it need not be read. */
const PIECE = 1024

type Rows = Pick<CountPlan, 'params' | 'conditions' | 'unsure'>

export const linesStatement = (selection: Selection, plan: Rows): Statement =>
  selectStatement(selection, plan, { columns: `count() AS lines, countIf(${plan.unsure}) AS unsure` })

/** How many lines there are, and whether the engine is in doubt about one. */
export async function countLines(run: Run, selection: Selection, plan: Rows): Promise<{ lines: number, isSure: boolean }> {
  const [row] = await unlessMissing(() => run.all<{ lines: string, unsure: string | number }>(linesStatement(selection, plan)), [])
  return { lines: Number(row?.lines ?? 0), isSure: Number(row?.unsure ?? 0) === 0 }
}

/** Every how many pieces one is taken, for no more than `most` lines. */
export const sparseness = (lines: number, most: number) => Math.max(1, Math.ceil(lines / most))

/** The condition that leaves one of so many pieces, from all over the table and always the same; none for all. */
export const pieceSql = (every: number, params: Params) =>
  every === 1 ? [] : [`cityHash64(Segment, intDiv(Ordinal, ${PIECE})) % ${params.bind(every, 'UInt32')} = 0`]

export function sampleStatement(selection: Selection, plan: Rows, every: number): Statement {
  const where = pieceSql(every, plan.params)
  return selectStatement(selection, plan, { columns: `${RECORD_COLUMNS}, toString(PatternHash) AS pattern`, where })
}

/**
 * Runs the query’s stages on its lines one by one, in no order; past `MOST_READ` lines on a sample of them.
 * @returns how large the sample was; undefined where it was all lines
 * @throws PipelineError when a stage can’t be built
 */
export async function readSample(
  run: Run, selection: Selection, wanted: Wanted, visit: (line: Line, row: RecordRow) => void, most = MOST_READ,
): Promise<Sampled | undefined> {
  const { node, settings } = selection
  const params = new Params()
  const { conditions, stages } = planLog({ ...node, stages: neededFor(node, wanted) }, params, settings)
  const plan = { params, conditions, unsure: '0' }
  const { lines: of } = await countLines(run, selection, plan)
  const every = sparseness(of, most)
  const pipeline = compileStages(stages)
  const records = new RecordReader(settings)
  let lines = 0
  try {
    for await (const row of run.stream<RecordRow>(sampleStatement(selection, plan, every), most * SLACK)) {
      lines++
      const line = pipeline(records.read(row))
      if (line) visit(line, row)
    }
  }
  catch (error) {
    if (!isMissingTable(error)) throw error
  }
  return every === 1 ? undefined : { lines, of }
}
