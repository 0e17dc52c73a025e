import { readRange, type Range } from '../range'
import { refuse } from './refusal'
import { isName, isSign, quoted, replaced, tokensOf, type Edit, type Token } from './tokens'
import type { SqlRequest } from './types'

/** A statement whose variables are such that ClickHouse knows them. */
export interface Filled {
  readonly sql: string
  readonly edits: readonly Edit[]
  /** Parameters of ClickHouse, as they stand in an address. */
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * `{from}` and `{to}` become times, `{source}` and `{name:Identifier}` quoted names. What is inside quotes and comments
 * stays as it is.
 * @throws AppError bad_request for a variable that has no value, or an unknown one
 */
export function fillVariables(request: SqlRequest): Filled {
  const edits: Edit[] = []
  const parameters = new Map(request.parameters)
  let range: Range | undefined
  const time = (part: 'start' | 'end', name: string) => {
    if (request.start === undefined || request.end === undefined) refuse(`The statement has {${name}}, which needs a time range: send \`start\` and \`end\``)
    range ??= readRange(request.start!, request.end!)
    parameters.set(`cordwood_${name}`, String(range[part]))
    return `fromUnixTimestamp64Nano({cordwood_${name}:Int64},'UTC')`
  }
  const valueOf = (name: string) => {
    switch (name) {
      case 'from': return time('start', name)
      case 'to': return time('end', name)
      case 'source': return quoted(request.source ?? refuse('The statement has {source}, which needs a source: send its name as `source`'))
      default: return refuse(`There is no variable {${name.slice(0, 60)}}. Those that are there: {from}, {to}, {source}`)
    }
  }
  const tokens = tokensOf(request.text)
  for (const [i, token] of tokens.entries()) {
    if (!isSign(token, '{') || !isName(tokens[i + 1])) continue
    const name = tokens[i + 1]!.value
    if (isSign(tokens[i + 2], '}')) edits.push(edit(tokens, i, 2, valueOf(name)))
    else if (isIdentifier(tokens, i)) edits.push(edit(tokens, i, 4, quoted(request.parameters?.get(name) ?? refuse(`The parameter ${name.slice(0, 60)} has no value`))))
  }
  return { sql: replaced(request.text, edits), edits, parameters }
}

const isIdentifier = (tokens: readonly Token[], i: number) =>
  isSign(tokens[i + 2], ':') && /^Identifier$/i.test(tokens[i + 3]?.value ?? '') && isSign(tokens[i + 4], '}')

const edit = (tokens: readonly Token[], i: number, length: number, text: string): Edit => ({ start: tokens[i]!.start, end: tokens[i + length]!.end, text })
