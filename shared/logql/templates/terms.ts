import { quote, unquote } from '../strings'
import type { TermNode } from './nodes'
import type { TemplateParser } from './parser'

/** A term with the fields behind it; undefined where none begins. @throws TemplateError */
export function readTerm(parser: TemplateParser, context: string): TermNode | undefined {
  const term = readBare(parser, context)
  if (term === undefined) return undefined
  const names: string[] = []
  for (let token = parser.accept('field'); token !== undefined; token = parser.accept('field')) names.push(token.text.slice(1))
  if (names.length === 0) return term
  const text = `${term.kind === 'pipe' ? `(${term.text})` : term.text}.${names.join('.')}`
  switch (term.kind) {
    case 'field':
    case 'variable': return { ...term, names: [...term.names, ...names], text }
    case 'constant':
    case 'nil':
    case 'dot': throw parser.error(`unexpected . after term ${quote(term.text)}`)
    default: return { kind: 'chain', at: term.at, text, base: term, names }
  }
}

function readBare(parser: TemplateParser, context: string): TermNode | undefined {
  const { at, text, kind } = parser.token
  switch (kind) {
    case 'field':
      parser.next()
      return { kind: 'field', at, text, names: [text.slice(1)] }
    case 'dot':
      parser.next()
      return { kind: 'dot', at, text }
    case 'variable':
      parser.next()
      if (!parser.hasVariable(text)) throw parser.error(`undefined variable ${quote(text)}`, at)
      return { kind: 'variable', at, text, name: text, names: [] }
    case 'identifier': return readWord(parser)
    case 'string': {
      parser.next()
      const value = unquote(text)
      if (value === undefined) throw parser.error('invalid syntax', at)
      return { kind: 'constant', at, text, value }
    }
    case 'number':
      parser.next()
      return { kind: 'constant', at, text, value: numberOf(text) }
    case 'char': return readChar(parser)
    case 'leftParen': {
      parser.next()
      const pipe = parser.nested(() => parser.pipeline('parenthesized pipeline', 'rightParen'))
      return { kind: 'pipe', at, text: pipe.text, pipe }
    }
    case 'rightParen': throw parser.error('unexpected right paren')
    case 'end': throw parser.unexpected(context)
    default: return undefined
  }
}

function readWord(parser: TemplateParser): TermNode {
  const { at, text } = parser.next()
  if (text === 'true' || text === 'false') return { kind: 'constant', at, text, value: text === 'true' }
  if (text === 'nil') return { kind: 'nil', at, text }
  if (!parser.functions.has(text)) throw parser.error(`function ${quote(text)} not defined`, at)
  return { kind: 'function', at, text, name: text }
}

function readChar(parser: TemplateParser): TermNode {
  const { at, text } = parser.next()
  const value = unquote(`"${text.slice(1, -1).replace(/^\\'$/, '\'').replace(/^"$/, '\\"')}"`)
  if (value === undefined || [...value].length !== 1) throw parser.error(`malformed character constant: ${text}`, at)
  return { kind: 'constant', at, text, value: BigInt(value.codePointAt(0)!) }
}

function numberOf(text: string): number | bigint {
  const bare = text.replaceAll('_', '')
  if (/^[+-]?(?:\d+|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)$/.test(bare)) {
    const digits = bare.replace(/^[+-]/, '')
    const value = BigInt(/^0\d+$/.test(digits) ? `0o${digits}` : digits)
    return bare.startsWith('-') ? -value : value
  }
  return Number(bare)
}
