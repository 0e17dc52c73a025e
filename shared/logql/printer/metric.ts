import type { BinaryNode, Grouping, MetricNode, RangeNode } from '../ast'
import { formatDuration } from '../durations'
import { printDecimal, printNumber } from '../numbers'
import { quote } from '../strings'
import { printLabelFilter, printLog } from './log'

export function printMetric(node: MetricNode): string {
  switch (node.kind) {
    case 'literal': return printNumber(node.value)
    case 'vector': return `vector(${printFixed(node.value)})`
    case 'rangeAggregation': {
      const parameter = node.parameter === undefined ? '' : `${printDecimal(node.parameter)},`
      return `${node.operation}(${parameter}${printRange(node.range)})${printGrouping(node.grouping)}`
    }
    case 'vectorAggregation': {
      const parameter = node.parameter === undefined ? '' : `${node.parameter},`
      return `${node.operation}${printGrouping(node.grouping)}(${parameter}${printMetric(node.operand)})`
    }
    case 'labelReplace':
      return `label_replace(${[printMetric(node.operand), ...[node.target, node.replacement, node.source, node.expression].map(quote)].join(',')})`
    case 'binary': return printBinary(node)
  }
}

/** Loki prints six digits; where these are not the number, all of them. */
function printFixed(value: number): string {
  const text = value.toFixed(6)
  return Number(text) === value ? text : printNumber(value)
}

function printRange({ log, interval, offset, unwrap }: RangeNode): string {
  const conversion = unwrap?.conversion === undefined ? unwrap?.label : `${unwrap.conversion}(${unwrap.label})`
  const filters = unwrap?.filters.map(filter => ` | ${printLabelFilter(filter)}`).join('') ?? ''
  return `${printLog(log)}${unwrap === undefined ? '' : ` | unwrap ${conversion}${filters}`}[${printInterval(interval)}]${offset === 0 ? '' : ` offset ${formatDuration(offset)}`}`
}

/** As Prometheus prints durations: `1d1h`; years and weeks only where nothing is left over. */
function printInterval(interval: number): string {
  let rest = interval
  let text = ''
  for (const [unit, size] of [['y', 3.1536e16], ['w', 6.048e14], ['d', 8.64e13], ['h', 3.6e12], ['m', 6e10], ['s', 1e9], ['ms', 1e6], ['us', 1e3], ['ns', 1]] as const) {
    const exactOnly = unit === 'y' || unit === 'w'
    if (rest < size || (exactOnly && rest % size !== 0)) continue
    text += `${Math.floor(rest / size)}${unit}`
    rest %= size
  }
  return text === '' ? '0s' : text
}

const printGrouping = (grouping: Grouping | undefined) =>
  grouping === undefined ? '' : ` ${grouping.without ? 'without' : 'by'} (${grouping.labels.join(',')})`

function printBinary({ operator, left, right, returnBool, matching }: BinaryNode): string {
  let modifiers = returnBool ? ' bool' : ''
  if (matching !== undefined) {
    const { on, labels, group } = matching
    const include = group === undefined || group.include.length === 0 ? '' : ` (${group.include.join(',')})`
    modifiers += ` ${on ? 'on' : 'ignoring'} (${labels.join(',')}) ${group === undefined ? '' : `group_${group.side}${include}`}`
  }
  return `(${printMetric(left)} ${operator}${modifiers} ${printMetric(right)})`
}
