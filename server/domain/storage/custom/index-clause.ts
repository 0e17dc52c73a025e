import type { Checker } from './checker'
import type { Cursor } from './cursor'
import { parseExpression, type Expression } from './expression'
import type { Token } from './lexer'
import { quoteName, quoteText } from './quote'

/** A data skipping index of a user's CREATE TABLE. */
export interface ParsedIndex {
  readonly name: string
  readonly token: Token
  readonly expression: Expression
  readonly type: string
  readonly granularity: number
}

/** Takes the word INDEX and all after it. @throws SqlTextError */
export function parseIndex(cursor: Cursor): ParsedIndex {
  cursor.next()
  const { token } = cursor
  const name = cursor.name('the name of the index')
  if (!/^\w{1,64}$/.test(name)) cursor.refuse('the name of an index has letters, digits and _, at most 64', token)
  const expression = parseExpression(cursor)
  cursor.expect('TYPE')
  const type = indexType(cursor)
  return { name, token, expression, type, granularity: cursor.accept('GRANULARITY') ? cursor.integer('a granularity', 1, 1_000_000_000) : 1 }
}

/** https://clickhouse.com/docs/engines/table-engines/mergetree-family/mergetree#available-types-of-indices, with bounds on what they take. */
function indexType(cursor: Cursor): string {
  const { token } = cursor
  const name = cursor.name('the type of the index')
  switch (name) {
    case 'minmax': return name
    case 'set': return withArguments(cursor, name, [['a number of values', 1, 10_000]])
    case 'bloom_filter': return cursor.accept('(') ? bloomFilter(cursor) : name
    case 'tokenbf_v1': return withArguments(cursor, name, BLOOM)
    case 'ngrambf_v1': return withArguments(cursor, name, [['a length', 1, 8], ...BLOOM])
    case 'text': return text(cursor)
    default: return cursor.refuse(`${name.slice(0, 60)} is not one of minmax, set, bloom_filter, tokenbf_v1, ngrambf_v1 and text`, token)
  }
}

type Bounds = readonly [what: string, least: number, most: number]
const BLOOM: readonly Bounds[] = [['a size in bytes', 1, 262_144], ['a number of hashes', 1, 10], ['a seed', 0, 4_294_967_295]]

function withArguments(cursor: Cursor, name: string, bounds: readonly Bounds[]): string {
  cursor.expect('(')
  const values = bounds.map(([what, least, most], i) => {
    if (i > 0) cursor.expect(',')
    return cursor.integer(what, least, most)
  })
  cursor.expect(')')
  return `${name}(${values.join(', ')})`
}

function bloomFilter(cursor: Cursor): string {
  const { token } = cursor
  if (cursor.accept(')')) return 'bloom_filter'
  const rate = token.kind === 'number' ? Number(cursor.next().value) : Number.NaN
  if (!(rate >= 0.0001 && rate < 1)) cursor.refuse('a bloom_filter takes a rate of false positives from 0.0001 to below 1', token)
  cursor.expect(')')
  return `bloom_filter(${rate})`
}

const TOKENIZERS = new Set(['splitByNonAlpha', 'array'])

function text(cursor: Cursor): string {
  cursor.expect('(')
  cursor.expect('tokenizer')
  cursor.expect('=')
  const { token } = cursor
  const tokenizer = token.kind === 'word' ? cursor.next().value : cursor.text('a tokenizer')
  if (TOKENIZERS.has(tokenizer)) {
    cursor.expect(')')
    return `text(tokenizer = ${quoteText(tokenizer)})`
  }
  if (tokenizer !== 'ngrams') cursor.refuse('the tokenizer is one of splitByNonAlpha, array and ngrams(2 to 8)', token)
  cursor.expect('(')
  const length = cursor.integer('a length', 2, 8)
  cursor.expect(')')
  cursor.expect(')')
  return `text(tokenizer = ngrams(${length}))`
}

/** The index in our words. @throws SqlTextError */
export function indexText({ name, expression, type, granularity }: ParsedIndex, checker: Checker): string {
  return `INDEX ${quoteName(name)} ${checker.checkKey(expression)} TYPE ${type} GRANULARITY ${granularity}`
}
