import { hash } from 'node:crypto'
import { labelName, PATTERN_LABEL, type LabelCategory, type Line } from '#shared/logql'
import type { FieldsResponse, Sampled, SelectionRequest } from '#shared/schemas/facets'
import type { Run } from '../executor'
import { streamLabelSql } from '../logql/label-sql'
import type { Params } from '../logql/params'
import type { Statement } from '../sql'
import type { OpenScope } from '../tables'
import { LONGEST_EXAMPLE, typeOfValues } from './field-type'
import { countPlan, type CountPlan } from './plan'
import { countLines, pieceSql, readSample, sparseness } from './sample'
import { readSelection, selectStatement, type Selection } from './selection'

/** Lines whose fields the engine counts; of more than these it takes a sample. */
export const MOST_COUNTED = 1_000_000
/** A filter picks from this many names. */
const MAX_FIELDS = 1000
/** Lines that are run through the stages, of which each has many labels; and names among them that are counted. */
const MOST_READ = 50_000
const MOST_NAMES = 10_000
/** Values by which the type of a field is told. */
const EXAMPLES = 50

type Kind = FieldsResponse['fields'][number]['kind']
interface Row { kind: Kind, name: string, lines: string, distinct: string, examples: string[] }
interface Field { readonly kind: Kind, readonly name: string, readonly count: number, readonly distinct: number, readonly examples: Iterable<string> }
interface Found { readonly fields: readonly Field[], readonly lines: number, readonly sampled?: Sampled | undefined }

/** What a line has: an array of (kind, name, value); of its columns only those that are not empty. */
export function labelPairsSql(selection: Selection, params: Params): string {
  const columns = columnsOf(selection, params).map(([name, value]) => `('column', ${params.string(name)}, toString(${value}))`)
  const fieldsOf = (kind: string, map: string) => `arrayMap((name, value) -> ('${kind}', toString(name), value), mapKeys(${map}), mapValues(${map}))`
  return `arrayConcat(arrayFilter(column -> column.3 != '', [${columns.join(', ')}]), ${fieldsOf('resource', 'ResourceAttributes')}, ${fieldsOf('attribute', 'LogAttributes')})`
}

/** The fields of the lines, or of those of one of so many pieces of the table. */
export function fieldsStatement(selection: Selection, plan: CountPlan, every: number): Statement {
  const { params } = plan
  const rows = selectStatement(selection, plan, { columns: `${labelPairsSql(selection, params)} AS fields`, where: pieceSql(every, params) })
  return {
    sql: `SELECT field.1 AS kind, field.2 AS name, count() AS lines, uniqExact(field.3) AS distinct,
  groupUniqArray(${EXAMPLES})(substring(field.3, 1, ${LONGEST_EXAMPLE})) AS examples
FROM (
  ${rows.sql.replaceAll('\n', '\n  ')}
)
ARRAY JOIN fields AS field
GROUP BY kind, name
ORDER BY lines DESC, kind, name
LIMIT ${params.bind(MAX_FIELDS, 'UInt32')}`,
    params: { ...rows.params, ...params.toRecord() },
  }
}

/** What a line has beside its attributes. */
function columnsOf({ settings }: Selection, params: Params): [string, string][] {
  const level = streamLabelSql('detected_level', params, { discoverLogLevels: true })
  return [
    ['service_name', 'ServiceName'], ...settings.discoverLogLevels ? [['detected_level', level] as [string, string]] : [],
    ['trace_id', 'TraceId'], ['span_id', 'SpanId'],
  ]
}

/** The names that occur on the lines, with how many of them have each. */
export async function readFields(run: Run, scope: OpenScope, request: SelectionRequest, elapsed: () => number): Promise<FieldsResponse> {
  const selection = readSelection(scope, request)
  const { fields, lines, sampled } = await inEngine(run, selection) ?? await fromLines(run, selection)
  return {
    fields: fields.map(({ kind, name, count, distinct, examples }) => ({ kind, name, type: typeOfValues(examples), count, coverage: count / lines, distinct })),
    lines, ...sampled && { sampled }, scannedRows: run.scan.rows, elapsedMs: elapsed(),
  }
}

/** Undefined where the stages may add labels or take some away, or the engine is in doubt. */
async function inEngine(run: Run, selection: Selection): Promise<Found | undefined> {
  const plan = countPlan(selection, 'labels')
  if (plan === undefined) return undefined
  const { lines: of, isSure } = await countLines(run, selection, plan)
  if (!isSure) return undefined
  if (of === 0) return { fields: [], lines: 0 }
  const every = sparseness(of, MOST_COUNTED)
  const rows = await run.all<Row>(fieldsStatement(selection, plan, every))
  const fields = rows.map(({ kind, name, lines, distinct, examples }) => ({ kind, name, count: Number(lines), distinct: Number(distinct), examples }))
  const lines = every === 1 ? of : (await countLines(run, selection, { ...plan, conditions: [...plan.conditions, ...pieceSql(every, plan.params)] })).lines
  return { fields: asLabels(fields), lines, sampled: every === 1 ? undefined : { lines, of } }
}

/** Under the names that they have in a query, which several may share. */
function asLabels(fields: readonly Field[]): Field[] {
  const columns = new Set(fields.filter(({ kind }) => kind === 'column').map(({ name }) => name))
  const labels = new Map<string, Field>()
  for (const field of fields) {
    const name = labelName(field.name)
    if (field.kind !== 'column' && columns.has(name)) continue
    const known = labels.get(name)
    // The first is the more frequent one.
    if (!known) labels.set(name, { ...field, name })
    else if (known.kind === field.kind) labels.set(name, { ...known, count: known.count + field.count, distinct: known.distinct + field.distinct, examples: [...known.examples, ...field.examples] })
  }
  return [...labels.values()]
}

const KINDS: Record<LabelCategory, Kind> = { stream: 'resource', metadata: 'attribute', parsed: 'parsed' }
const COLUMNS = new Set(['service_name', 'detected_level', 'trace_id', 'span_id'])

async function fromLines(run: Run, selection: Selection): Promise<Found> {
  const found = new Map<string, { kind: Kind, name: string, count: number, values: Set<string> }>()
  let lines = 0
  const sampled = await readSample(run, selection, 'labels', ({ labels }) => {
    lines++
    for (const name of labels.names()) {
      // Queries may ask for it, readers see the pattern itself.
      if (name === PATTERN_LABEL) continue
      const kind = kindOf(labels, name)
      const key = `${kind} ${name}`
      let field = found.get(key)
      if (!field) {
        if (found.size === MOST_NAMES) continue
        found.set(key, field = { kind, name, count: 0, values: new Set() })
      }
      field.count++
      field.values.add(known(labels.get(name)!))
    }
  }, MOST_READ)
  const fields = [...found.values()]
    .map(({ values, ...field }) => ({ ...field, distinct: values.size, examples: [...values].slice(0, EXAMPLES) }))
    .sort((a, b) => b.count - a.count || (a.kind + a.name < b.kind + b.name ? -1 : 1)).slice(0, MAX_FIELDS)
  return { fields, lines, sampled }
}

/** What tells a value from others, without keeping a long one. */
const known = (value: string) => value.length > LONGEST_EXAMPLE ? hash('sha256', value, 'base64').padEnd(LONGEST_EXAMPLE) : value

function kindOf(labels: Line['labels'], name: string): Kind {
  const kind = KINDS[labels.categoryOf(name) ?? 'parsed']
  return kind !== 'parsed' && COLUMNS.has(name) ? 'column' : kind
}
