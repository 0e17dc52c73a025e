import { labelName, PATTERN_LABEL } from '#shared/logql'
import { BAND_SQL, levelOfBand } from '../level'
import { attributeSql, hasAttributeSql } from '../../storage'
import type { TableLayout } from '../layout'
import type { Params } from './params'

/** The level of a row, as `levelOf` names it. */
const LEVEL_SQL = `transform(${BAND_SQL}, [1, 2, 3, 4, 5, 6], [${[1, 2, 3, 4, 5, 6].map(band => `'${levelOfBand(band)}'`).join(', ')}], 'unknown')`

/** The pattern of a row, as text. */
const PATTERN_SQL = `if(PatternHash = 0, '', toString(PatternHash))`

/** What of labels a source may switch off, and where its table has them. */
export interface LabelSettings {
  /** False: lines have no `detected_level`, and `level` only where they were sent with one. */
  readonly discoverLogLevels: boolean
  /** Undefined where all is to be read from the attributes, as from a user’s table. */
  readonly layout?: TableLayout | undefined
}

/** A label of the row's own attributes, in SQL. */
interface OwnSql {
  /** Of the resource; '' where it has none. */
  readonly resource: string
  /** Of the line. */
  readonly line: string
  /** Of the resource, else of the line. */
  readonly either: string
  /** Whether the line has it, and be it empty. Means nothing where the resource has it. */
  readonly isOnLine: string
}

function ownSql(name: string, params: Params, { layout }: LabelSettings): OwnSql {
  const column = layout?.labels.get(name)
  if (column !== undefined) {
    // A letter tells where the text is from (tables/derived.ts).
    const text = `substring(${column}, 2)`
    return { resource: `if(startsWith(${column}, 'r'), ${text}, '')`, line: `if(startsWith(${column}, 'l'), ${text}, '')`, either: text, isOnLine: `startsWith(${column}, 'l')` }
  }
  const label = labelName(name)
  const bind = (value: string) => params.string(value)
  const [resource, line] = [attributeSql('ResourceAttributes', name, label, bind), attributeSql('LogAttributes', name, label, bind)]
  return { resource, line, either: `if(${resource} != '', ${resource}, ${line})`, isOnLine: hasAttributeSql(name, label, bind) }
}

/**
 * The value of a stream label, in SQL: '' where a row lacks it. As `streamOf` gives it for a row that was read.
 * @param name as the query writes it, dotted or not
 */
export function streamLabelSql(name: string, params: Params, settings: LabelSettings): string {
  const own = () => ownSql(name, params, settings).resource
  const column = settings.layout?.labels.get(name)
  const orElse = (standIn: string) => column === undefined ? `if(${own()} != '', ${own()}, ${standIn})` : `if(startsWith(${column}, 'r'), substring(${column}, 2), ${standIn})`
  switch (labelName(name)) {
    case 'service_name': return 'ServiceName'
    case 'service': return orElse('ServiceName')
    case 'detected_level': return settings.discoverLogLevels ? LEVEL_SQL : own()
    case 'level': return settings.discoverLogLevels ? orElse(LEVEL_SQL) : own()
    default: return own()
  }
}

/** The columns that a label before any parser comes from, where these are few and say all of it; else undefined. */
export function labelColumns(name: string, { layout, discoverLogLevels }: LabelSettings): readonly string[] | undefined {
  if (name === 'detected_level' && discoverLogLevels) return ['SeverityNumber']
  const column = layout?.labels.get(name)
  if (column === undefined || name === 'trace_id' || name === 'span_id') return undefined
  if (name === 'service_name' || name === 'service') return [column, 'ServiceName']
  return name === 'level' && discoverLogLevels ? [column, 'SeverityNumber'] : [column]
}

/** The same of a label of the line's own: trace and span, and its attributes. */
function metadataLabelSql(name: string, params: Params, settings: LabelSettings): string {
  const { line } = ownSql(name, params, settings)
  switch (labelName(name)) {
    case 'trace_id': return `if(TraceId != '', TraceId, ${line})`
    case 'span_id': return `if(SpanId != '', SpanId, ${line})`
    default: return line
  }
}

/** A label as filters and groupings see it before any parser: of the stream, else of the line itself. */
export function labelSql(name: string, params: Params, settings: LabelSettings): string {
  if (name === PATTERN_LABEL) return PATTERN_SQL
  const metadata = metadataLabelSql(name, params, settings)
  const stream = streamLabelSql(name, params, settings)
  // No line is without it: the attributes need not be read.
  if (stream === LEVEL_SQL) return stream
  if (!isStandIn(name)) return isPlainColumn(name, settings) ? ownSql(name, params, settings).either : `if(${stream} != '', ${stream}, ${metadata})`
  // What a name stands for comes last: it is in nobody's way.
  const column = settings.layout?.labels.get(name)
  if (column !== undefined) return `if(${column} = '', ${stream}, substring(${column}, 2))`
  const { resource, isOnLine } = ownSql(name, params, settings)
  return `multiIf(${resource} != '', ${resource}, ${isOnLine}, ${metadata}, ${stream})`
}

/** Whether a column says all of a label. */
const isPlainColumn = (name: string, { layout }: LabelSettings) => layout?.labels.has(name) === true && !['service_name', 'trace_id', 'span_id', 'detected_level'].includes(name)

/** A label of the row itself, and what its name stands for where neither the row nor a parser has one. */
export function ownLabelSql(name: string, params: Params, settings: LabelSettings): { own: string, standIn?: string | undefined } {
  if (!isStandIn(name)) return { own: labelSql(name, params, settings) }
  return { own: ownSql(name, params, settings).either, standIn: streamLabelSql(name, params, settings) }
}

/** Whether the line has an attribute of this label, and be it empty; asked where no resource has it. */
export const isEmptyLabelSql = (name: string, params: Params, settings: LabelSettings): string => ownSql(name, params, settings).isOnLine

/** Whether a line has the label, and empty: to the engine that is none. @param value of the label */
export function emptyLabelSql(name: string, value: string, params: Params, settings: LabelSettings): string {
  const column = settings.layout?.labels.get(name)
  return column === undefined || name === 'trace_id' || name === 'span_id' ? `(${value} = '' AND ${isEmptyLabelSql(name, params, settings)})` : emptyColumnSql(column)
}

/** The same of a label that has a column: never where that is ''. */
export const emptyColumnSql = (column: string) => `${column} = 'l'`

const isStandIn = (name: string) => name === 'service' || name === 'level'
