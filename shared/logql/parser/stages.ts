import type { Extraction, LabelChoice, LabelFormat, Stage } from '../ast'
import { setPosition } from '../positions'
import type { Cursor } from './cursor'
import { checkCaptures, checkPattern } from './expressions'
import { readLabelFilter } from './label-filter'
import { readLineFilter } from './line-filter'
import { readRegex } from './regex'
import { parseSearch, SearchError } from './search'
import { readLabel, readString } from './values'

type StageReader = (cursor: Cursor) => Stage

const STAGES: Record<string, StageReader> = {
  json: cursor => ({ kind: 'json', extractions: readExtractions(cursor) }),
  logfmt: readLogfmt,
  regexp: readRegexp,
  pattern: readPatternParser,
  unpack: () => ({ kind: 'unpack' }),
  line_format: cursor => ({ kind: 'lineFormat', template: readString(cursor, 'a template in quotes') }),
  label_format: cursor => ({ kind: 'labelFormat', formats: Object.freeze(cursor.list(() => readLabelFormat(cursor))) }),
  decolorize: () => ({ kind: 'decolorize' }),
  drop: cursor => ({ kind: 'drop', labels: Object.freeze(cursor.list(() => readChoice(cursor))) }),
  keep: cursor => ({ kind: 'keep', labels: Object.freeze(cursor.list(() => readChoice(cursor))) }),
  search: readSearch,
}

const STAGE_NAMES = [...Object.keys(STAGES), 'unwrap']
/** Stages that may stand by themselves. */
const BARE: ReadonlySet<string> = new Set(['json', 'logfmt', 'unpack', 'decolorize'])
const LABEL_OPERATORS = ['=', '==', '!=', '>', '>=', '<', '<=', '=~', '!~']

/** The stages that follow, up to `unwrap` or what is none. */
export function readStages(cursor: Cursor): Stage[] {
  const stages: Stage[] = []
  for (;;) {
    const { token } = cursor
    const read = readLineFilter(cursor) ?? readPipe(cursor)
    if (read === undefined) return stages
    const length = cursor.last.position.offset + cursor.last.text.length - token.position.offset
    for (const stage of Array.isArray(read) ? read : [read]) {
      setPosition(Object.freeze(stage), token.position, length)
      stages.push(stage)
    }
  }
}

function readPipe(cursor: Cursor): Stage | undefined {
  if (!cursor.is('|') || cursor.isWord('unwrap', cursor.peek())) return undefined
  cursor.next()
  const { token } = cursor
  const read = token.kind === 'identifier' ? STAGES[token.text.toLowerCase()] : undefined
  if (read !== undefined && !isLabel(cursor)) {
    cursor.next()
    return read(cursor)
  }
  const isFilter = cursor.is('(') || (token.kind === 'identifier' && LABEL_OPERATORS.includes(cursor.peek().text))
  if (!isFilter) throw cursor.unknownWord(STAGE_NAMES, 'a stage such as json, logfmt, line_format or a label filter')
  return { kind: 'labelFilter', filter: readLabelFilter(cursor) }
}

/** A label may be called like a stage; but `| json != "x"` is a parser and a line filter, as in Loki. */
function isLabel(cursor: Cursor): boolean {
  const { text } = cursor.peek()
  const isLineFilter = BARE.has(cursor.token.text.toLowerCase()) && (text === '!=' || text === '!~') && (cursor.peek(2).kind === 'string' || cursor.isWord('ip', cursor.peek(2)))
  return LABEL_OPERATORS.includes(text) && !isLineFilter
}

function readExtractions(cursor: Cursor): readonly Extraction[] {
  if (cursor.token.kind !== 'identifier' || isFollowing(cursor)) return Object.freeze([])
  return Object.freeze(cursor.list(() => {
    const label = readLabel(cursor)
    const path = cursor.accept('=') ? readString(cursor, 'a path in quotes') : label
    return Object.freeze({ label, path })
  }))
}

/** Words that may follow a parser without being a field of it. */
const isFollowing = (cursor: Cursor) => ['offset', 'or', 'and', 'unless', 'by', 'without'].some(word => cursor.isWord(word)) && cursor.peek().text !== '='

function readLogfmt(cursor: Cursor): Stage {
  let strict = false
  let keepEmpty = false
  while (cursor.token.kind === 'flag') {
    if (cursor.token.text === '--strict') strict = true
    else if (cursor.token.text === '--keep-empty') keepEmpty = true
    else throw cursor.unexpected(['--strict', '--keep-empty'])
    cursor.next()
  }
  return { kind: 'logfmt', strict, keepEmpty, extractions: readExtractions(cursor) }
}

function readRegexp(cursor: Cursor): Stage {
  const { token } = cursor
  const expression = readString(cursor, 'a regular expression in quotes')
  const regex = readRegex(cursor, expression, token)
  if (regex) checkCaptures(cursor, regex.names, token)
  return { kind: 'regexp', expression }
}

function readPatternParser(cursor: Cursor): Stage {
  const { token } = cursor
  const expression = readString(cursor, 'a pattern in quotes')
  checkPattern(cursor, expression, token)
  return { kind: 'pattern', expression }
}

function readLabelFormat(cursor: Cursor): LabelFormat {
  const label = readLabel(cursor)
  cursor.expect('=')
  return cursor.token.kind === 'identifier'
    ? Object.freeze({ label, kind: 'rename', value: readLabel(cursor) })
    : Object.freeze({ label, kind: 'template', value: readString(cursor, 'a template in quotes, or a label') })
}

function readChoice(cursor: Cursor): LabelChoice {
  const label = readLabel(cursor)
  const operator = (['=', '!=', '=~', '!~'] as const).find(candidate => cursor.is(candidate))
  if (operator === undefined) return Object.freeze({ label })
  cursor.next()
  const { token } = cursor
  const value = readString(cursor)
  if (operator.includes('~')) readRegex(cursor, value, token)
  return Object.freeze({ label, matcher: Object.freeze({ label, operator, value }) })
}

function readSearch(cursor: Cursor): Stage {
  const { token } = cursor
  const text = readString(cursor, 'words in quotes')
  try {
    return { kind: 'search', text, search: parseSearch(text) }
  }
  catch (error) {
    if (error instanceof SearchError) throw cursor.error('semantic', error.message, token)
    throw error
  }
}
