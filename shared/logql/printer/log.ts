import type { Extraction, LabelFilter, LineFilterStage, LogNode, Matcher, Stage } from '../ast'
import { formatByteSize } from '../byte-sizes'
import { formatDuration } from '../durations'
import { printDecimal } from '../numbers'
import { quote } from '../strings'

export function printLog({ matchers, stages }: LogNode): string {
  return [`{${matchers.map(printMatcher).join(', ')}}`, ...stages.map(printStage)].join(' ')
}

export const printMatcher = ({ label, operator, value }: Matcher) => `${label}${operator}${quote(value)}`

export function printStage(stage: Stage): string {
  switch (stage.kind) {
    case 'lineFilter': return printLineFilter(stage)
    case 'search': return `| search ${quote(stage.text)}`
    case 'json': return `| json${printExtractions(stage.extractions)}`
    case 'logfmt': return `| logfmt${stage.strict ? ' --strict' : ''}${stage.keepEmpty ? ' --keep-empty' : ''}${printExtractions(stage.extractions)}`
    case 'regexp':
    case 'pattern': return `| ${stage.kind} ${quote(stage.expression)}`
    case 'labelFilter': return `| ${printLabelFilter(stage.filter)}`
    case 'lineFormat': return `| line_format ${quote(stage.template)}`
    case 'labelFormat': return `| label_format ${stage.formats.map(({ label, kind, value }) => `${label}=${kind === 'rename' ? value : quote(value)}`).join(',')}`
    case 'drop':
    case 'keep': return `| ${stage.kind} ${stage.labels.map(({ label, matcher }) => matcher === undefined ? label : printMatcher(matcher)).join(',')}`
    case 'unpack':
    case 'decolorize': return `| ${stage.kind}`
  }
}

function printLineFilter({ operator, patterns }: LineFilterStage): string {
  const texts = patterns.map(({ kind, value }) => kind === 'ip' ? `ip(${quote(value)})` : quote(value))
  // None of several is as many filters.
  return operator.startsWith('!') ? texts.map(text => `${operator} ${text}`).join(' ') : `${operator} ${texts.join(' or ')}`
}

const printExtractions = (extractions: readonly Extraction[]) =>
  extractions.length === 0 ? '' : ` ${extractions.map(({ label, path }) => `${label}=${quote(path)}`).join(',')}`

export function printLabelFilter(filter: LabelFilter): string {
  switch (filter.kind) {
    case 'matcher': return printMatcher(filter.matcher)
    case 'ip': return `${filter.label}${filter.operator}ip(${quote(filter.value)})`
    case 'number': return `${filter.label}${filter.operator}${printDecimal(filter.value)}`
    case 'duration': return `${filter.label}${filter.operator}${formatDuration(filter.value)}`
    case 'bytes': return `${filter.label}${filter.operator}${formatByteSize(filter.value)}`
    case 'and':
    case 'or': return `( ${printLabelFilter(filter.left)} ${filter.kind === 'and' ? ',' : 'or'} ${printLabelFilter(filter.right)} )`
  }
}
