import type { LineFilterStage, LinePattern } from '../ast'
import { Regex } from '../regex'
import { hasAddressIn, parseAddressRange } from './addresses'
import { capturesOf, matchesPattern, touchingCaptures } from './patterns'
import { PipelineError, type StageRunner } from './stage'

/** `|= "a" or "b"`: one of them is enough; the operators with `!` want none of them. @throws PipelineError */
export function lineFilterRunner({ operator, patterns }: LineFilterStage): StageRunner {
  const tests = patterns.map(pattern => testOf(operator, pattern))
  const wanted = !operator.startsWith('!')
  return ({ text }) => tests.some(test => test(text)) === wanted
}

function testOf(operator: LineFilterStage['operator'], { kind, value }: LinePattern): (line: string) => boolean {
  if (kind === 'ip') {
    if (operator !== '|=' && operator !== '!=') throw new PipelineError(operator, 'ip() goes with |= and != only')
    const range = parseAddressRange(value)
    if (range === undefined) throw new PipelineError(`ip(${JSON.stringify(value)})`, 'this is no address, network or range of addresses')
    return line => hasAddressIn(range, line)
  }
  switch (operator) {
    case '|=':
    case '!=': return line => line.includes(value)
    case '|~':
    case '!~': {
      const expression = Regex.compile(value)
      return line => expression.isIn(line)
    }
    default: {
      const touching = touchingCaptures(value)
      if (touching !== undefined) throw new PipelineError(operator, `${touching}: placeholders must have text between them`)
      const [named] = capturesOf(value)
      if (named !== undefined) throw new PipelineError(operator, `a pattern filter keeps nothing: write <_> for <${named}>`)
      return matchesPattern(value)
    }
  }
}
