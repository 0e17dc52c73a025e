import type { Conversion, Grouping, RangeAggregationNode, Stage } from '../ast'
import { byteLength } from '../templates/bytes'
import { compileStages } from '../pipeline/compile'
import { parseGoDuration, parseGoFloat, readByteSize } from '../pipeline/conversions'
import { labelTest } from '../pipeline/label-filters'
import { ERROR_LABEL, type Labels } from '../pipeline/labels'
import type { LogRecord } from '../pipeline/record'
import type { Line } from '../pipeline/stage'
import { labelPicker, type LabelPicker } from './picking'
import { labelsOfFilter } from './required'
import type { SeriesLabels } from './series'

/** What a record counts for; undefined when it counts for nothing. */
export type Extraction = (record: LogRecord) => Extracted | undefined
export interface Extracted {
  readonly labels: SeriesLabels
  readonly value: number
  /** The line could not be read; the answer is an error, not a number. */
  readonly hasError: boolean
}

const PARSERS: ReadonlySet<Stage['kind']> = new Set(['json', 'logfmt', 'regexp', 'pattern', 'unpack'])
/** Errors that a query may ask for. */
const PARSER_ERRORS: ReadonlySet<string | undefined> = new Set(['JSONParserErr', 'LogfmtParserErr'])
const PRESERVED = '__preserve_error__'

const CONVERSIONS: Record<Conversion, (text: string) => number | string> = {
  bytes: readByteSize,
  duration: seconds,
  duration_seconds: seconds,
}

function seconds(text: string): number | string {
  const nanoseconds = parseGoDuration(text)
  return typeof nanoseconds === 'string' ? nanoseconds : nanoseconds / 1e9
}

/**
 * What a range aggregation takes from each record.
 * @param outer is the grouping of a `sum` around it: its series are all that is needed then
 * @throws PipelineError
 */
export function extraction(node: RangeAggregationNode, outer?: Grouping): Extraction {
  const { operation, range: { unwrap } } = node
  const grouping = outer ?? node.grouping
  const noLabels = hasNoLabels(operation, grouping)
  const required = requiredLabels(node)
  const run = compileStages(neededStages(node, grouping))
  const pick = labelPicker(noLabels ? { without: false, labels: [] } : grouping, unwrap?.label)
  // Errors are an answer where the query names them and asks for certain labels only, as in Loki.
  const isGrouped = noLabels || (grouping !== undefined && !grouping.without)
  const keepsErrors = isGrouped && (required.has(ERROR_LABEL) || grouping?.labels.includes(ERROR_LABEL) === true)
  const valueOf = unwrap === undefined ? lineValue(operation) : unwrapped(unwrap.label, unwrap.conversion)
  const filters = unwrap?.filters.map(labelTest) ?? []
  return (record) => {
    const line = run(record)
    if (line === undefined) return undefined
    const value = valueOf(line)
    if (value === undefined || !filters.every(test => test(line.labels))) return undefined
    return extracted(line.labels, value, pick, keepsErrors)
  }
}

const hasNoLabels = (operation: RangeAggregationNode['operation'], grouping: Grouping | undefined) =>
  operation === 'absent_over_time' || (grouping !== undefined && !grouping.without && grouping.labels.length === 0)

/** The stages that are run: Loki reads no line of which nothing is asked, so that none can fail. */
export function neededStages(node: RangeAggregationNode, grouping: Grouping | undefined): readonly Stage[] {
  const { stages } = node.range.log
  if (!hasNoLabels(node.operation, grouping) || requiredLabels(node).size > 0) return stages
  return stages.filter(({ kind }) => !PARSERS.has(kind))
}

function extracted(labels: Labels, value: number, pick: LabelPicker, keepsErrors: boolean): Extracted {
  if (!labels.hasError) return { labels: pick(labels), value, hasError: false }
  const isKept = keepsErrors && PARSER_ERRORS.has(labels.get(ERROR_LABEL))
  if (isKept) labels.set(PRESERVED, 'true')
  return { labels: pick.all(labels), value, hasError: !isKept }
}

function lineValue(operation: RangeAggregationNode['operation']): (line: Line) => number | undefined {
  return operation === 'bytes_rate' || operation === 'bytes_over_time' ? line => byteLength(line.text) : () => 1
}

/** A value that is no number marks its line. */
function unwrapped(label: string, conversion: Conversion | undefined): (line: Line) => number | undefined {
  const convert = conversion === undefined ? parseGoFloat : CONVERSIONS[conversion]
  return ({ labels }) => {
    const text = labels.get(label)
    if (text === undefined || text === '') return undefined
    const value = convert(text)
    if (typeof value === 'number') return value
    labels.fail('SampleExtractionErr', value)
    return 0
  }
}

/** Labels that stages and unwrap ask for; a template may ask for any. */
function requiredLabels({ range: { log, unwrap } }: RangeAggregationNode): ReadonlySet<string> {
  const names = log.stages.flatMap((stage) => {
    if (stage.kind === 'labelFilter') return labelsOfFilter(stage.filter)
    return stage.kind === 'lineFormat' || stage.kind === 'labelFormat' ? ['*'] : []
  })
  const unwrapNames = unwrap === undefined ? [] : [unwrap.label, ...unwrap.filters.flatMap(labelsOfFilter)]
  return new Set([...names, ...unwrapNames])
}
