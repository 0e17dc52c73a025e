import { labelName } from '#shared/logql'
import { BAND_SQL, levelOfBand } from '../level'
import type { Params } from './params'
import { PATTERN_LABEL } from './record-rows'

/** The level of a row, as `levelOf` names it. */
const LEVEL_SQL = `transform(${BAND_SQL}, [1, 2, 3, 4, 5, 6], [${[1, 2, 3, 4, 5, 6].map(band => `'${levelOfBand(band)}'`).join(', ')}], 'unknown')`

/** The pattern of a row, as text. */
const PATTERN_SQL = `if(PatternHash = 0, '', toString(PatternHash))`

/** What of labels a source may switch off. */
export interface LabelSettings {
  /** False: lines have no `detected_level`, and `level` only where they were sent with one. */
  readonly discoverLogLevels: boolean
}

/**
 * The value of a stream label, in SQL: '' where a row lacks it. As `streamOf` gives it for a row that was read.
 * @param name as the query writes it, dotted or not
 */
export function streamLabelSql(name: string, params: Params, { discoverLogLevels }: LabelSettings): string {
  const own = () => attributeSql('ResourceAttributes', name, params)
  switch (labelName(name)) {
    case 'service_name': return 'ServiceName'
    case 'service': return `if(${own()} != '', ${own()}, ServiceName)`
    case 'detected_level': return discoverLogLevels ? LEVEL_SQL : own()
    case 'level': return discoverLogLevels ? `if(${own()} != '', ${own()}, ${LEVEL_SQL})` : own()
    default: return own()
  }
}

/** The same of a label of the line's own: trace and span, and its attributes. */
function metadataLabelSql(name: string, params: Params): string {
  switch (labelName(name)) {
    case 'trace_id': return `if(TraceId != '', TraceId, ${attributeSql('LogAttributes', name, params)})`
    case 'span_id': return `if(SpanId != '', SpanId, ${attributeSql('LogAttributes', name, params)})`
    default: return attributeSql('LogAttributes', name, params)
  }
}

/** A label as filters and groupings see it before any parser: of the stream, else of the line itself. */
export function labelSql(name: string, params: Params, settings: LabelSettings): string {
  if (name === PATTERN_LABEL) return PATTERN_SQL
  const metadata = metadataLabelSql(name, params)
  const stream = streamLabelSql(name, params, settings)
  // No line is without it: the attributes need not be read.
  if (stream === LEVEL_SQL) return stream
  if (!isStandIn(name)) return `if(${stream} != '', ${stream}, ${metadata})`
  // What a name stands for comes last: it is in nobody's way.
  const own = attributeSql('ResourceAttributes', name, params)
  return `multiIf(${own} != '', ${own}, ${isEmptyLabelSql(name, params)}, ${metadata}, ${stream})`
}

/** A label of the row itself, and what its name stands for where neither the row nor a parser has one. */
export function ownLabelSql(name: string, params: Params, settings: LabelSettings): { own: string, standIn?: string | undefined } {
  if (!isStandIn(name)) return { own: labelSql(name, params, settings) }
  const [own, metadata] = [attributeSql('ResourceAttributes', name, params), metadataLabelSql(name, params)]
  return { own: `if(${own} != '', ${own}, ${metadata})`, standIn: streamLabelSql(name, params, settings) }
}

/** Whether the line has an attribute of this label, and be it empty. */
export function isEmptyLabelSql(name: string, params: Params): string {
  const clean = labelName(name)
  const key = params.string(name)
  if (!clean.includes('_')) return `mapContains(LogAttributes, ${key})`
  return `(mapContains(LogAttributes, ${key}) OR arrayExists(k -> match(k, ${params.string(spellingOf(clean))}), mapKeys(LogAttributes)))`
}

const isStandIn = (name: string) => name === 'service' || name === 'level'

/**
 * An attribute by the name of its label, in which everything but letters, digits and `_` is `_`: `k8s_pod_name` is
 * `k8s.pod.name`, `k8s-pod_name` or itself.
 */
function attributeSql(map: 'ResourceAttributes' | 'LogAttributes', name: string, params: Params): string {
  const key = params.string(name)
  // A name without a `_` has only one spelling.
  if (!labelName(name).includes('_')) return `${map}[${key}]`
  const pattern = params.string(spellingOf(labelName(name)))
  return `if(mapContains(${map}, ${key}), ${map}[${key}], ${map}[arrayFirst(k -> match(k, ${pattern}), mapKeys(${map}))])`
}

/** The names that become this label. */
const spellingOf = (label: string) =>
  `^${label.replace(/^_(?=\d)/, '_?').replaceAll('_', '[^a-zA-Z0-9]')}$`.replace('[^a-zA-Z0-9]?', '_?')
