import type { ComparisonOperator, LabelFilter, Matcher } from '../ast'
import { Regex } from '../regex'
import { hasAddressIn, parseAddressRange } from './addresses'
import { parseGoDuration, parseGoFloat, readByteSize } from './conversions'
import { ERROR_DETAILS_LABEL, ERROR_LABEL, type Labels } from './labels'
import { PipelineError } from './stage'

/** Whether the labels are as the filter wants them. */
export type LabelTest = (labels: Labels) => boolean

/**
 * A value that can't be converted keeps its line and marks it (`__error__`), so that nothing vanishes for a typing
 * mistake; a mark that it has already stays.
 * @throws PipelineError
 */
export function labelTest(filter: LabelFilter): LabelTest {
  switch (filter.kind) {
    case 'and': {
      const [left, right] = [labelTest(filter.left), labelTest(filter.right)]
      return labels => left(labels) && right(labels)
    }
    case 'or': {
      const [left, right] = [labelTest(filter.left), labelTest(filter.right)]
      return labels => left(labels) || right(labels)
    }
    // As in Loki, where filters see no details of an error: to them the label is missing.
    case 'matcher': return valueTest(filter.matcher, filter.matcher.label === ERROR_DETAILS_LABEL ? () => '' : labels => labels.get(filter.matcher.label) ?? '')
    case 'ip': return addressTest(filter.label, filter.operator, filter.value)
    case 'number': return quantityTest(filter.label, filter.operator, filter.value, parseGoFloat)
    case 'duration': return quantityTest(filter.label, filter.operator, filter.value, parseGoDuration)
    case 'bytes': return quantityTest(filter.label, filter.operator, filter.value, readByteSize)
  }
}

/** A missing label is an empty one. */
export const matcherTest = (matcher: Matcher): LabelTest => valueTest(matcher, labels => labels.get(matcher.label) ?? '')

function valueTest({ operator, value }: Matcher, valueOf: (labels: Labels) => string): LabelTest {
  switch (operator) {
    case '=': return labels => valueOf(labels) === value
    case '!=': return labels => valueOf(labels) !== value
    default: {
      // A dot is a line feed too, as in Prometheus: `.+` is any value.
      const expression = Regex.compile(`(?s:${value})`)
      return labels => expression.is(valueOf(labels)) === (operator === '=~')
    }
  }
}

function addressTest(label: string, operator: '=' | '!=', value: string): LabelTest {
  const range = parseAddressRange(value)
  if (range === undefined) throw new PipelineError(`ip(${JSON.stringify(value)})`, 'this is no address, network or range of addresses')
  return (labels) => {
    if (labels.hasError) return true
    const text = labels.get(label)
    return text !== undefined && hasAddressIn(range, text) === (operator === '=')
  }
}

const COMPARE: Record<ComparisonOperator, (a: number, b: number) => boolean> = {
  '==': (a, b) => a === b, '!=': (a, b) => a !== b, '>': (a, b) => a > b, '>=': (a, b) => a >= b, '<': (a, b) => a < b, '<=': (a, b) => a <= b,
}

/** @param read gives the number of a text, or what is wrong with it */
function quantityTest(label: string, operator: ComparisonOperator, value: number, read: (text: string) => number | string): LabelTest {
  const compare = COMPARE[operator]
  return (labels) => {
    // An error is text: no number is found in it.
    if (label === ERROR_LABEL || label === ERROR_DETAILS_LABEL) return false
    const text = labels.get(label)
    if (text === undefined) return false
    const found = read(text)
    if (typeof found === 'number') return compare(found, value)
    if (!labels.hasError) labels.fail('LabelFilterErr', found)
    return true
  }
}
