import type { Stage } from '#shared/logql'
import type { Params } from './params'

/** A field that a parser finds in the body, in SQL. */
export interface FieldSql {
  /** Its text; '' where there is none. */
  readonly value: string
  /** Where it holds, the value means nothing. */
  readonly unsure: string
}

/** What a parser makes of the body, in SQL. */
export interface ParserSql {
  /** Rows that can't be read with certainty, whatever is asked of them. */
  readonly unsure: string
  /** Rows that are surely not of the format: they have no field, and `__error__` is `errorKind`. Undefined where none is. */
  readonly failed?: string
  readonly errorKind?: string
  field(name: string): FieldSql
}

/** Names that a parser may give without having changed the field's own but for `_`. */
const PLAIN = /^[a-zA-Z][a-zA-Z0-9]*(?:_[a-zA-Z0-9]+)*$/

export const canBeField = (name: string) => PLAIN.test(name) && !name.endsWith('_extracted')

/** The parser of a stage; undefined for those that only the interpreter knows. */
export function parserSql(stage: Stage, params: Params): ParserSql | undefined {
  if (stage.kind === 'json' && stage.extractions.length === 0) return jsonSql(params)
  if (stage.kind === 'logfmt' && stage.extractions.length === 0 && !stage.strict && !stage.keepEmpty) return logfmtSql(params)
  return undefined
}

const SPACE = '[ \\n\\r\\t]*'
const OTHER = '[^"a-zA-Z0-9]'

/**
 * JSON: only valid objects whose keys are written without escapes are sure. In these `"name":` is always a key, so that
 * counting it in the text tells whether the name is there once, and spelled as the label is.
 */
function jsonSql(params: Params): ParserSql {
  const isObject = isObjectSql(params)
  const hasEscapedKey = `(position(Body, ${params.string('\\')}) > 0 AND match(Body, ${params.string(`\\\\[^"]*"${SPACE}:`)}))`
  return {
    unsure: `(${isObject} AND (NOT isValidJSON(Body) OR countSubstrings(Body, '{') > 100 OR ${hasEscapedKey}))`,
    failed: `NOT ${isObject}`,
    errorKind: 'JSONParserErr',
    field: name => jsonField(name, params),
  }
}

const isObjectSql = (params: Params) => `match(Body, ${params.string(`^${SPACE}[{]`)})`

function jsonField(name: string, params: Params): FieldSql {
  const key = params.string(name)
  const parts = name.split('_')
  const alike = `countMatches(Body, ${params.string(`"${OTHER}*${parts.join(OTHER)}${OTHER}*"${SPACE}:`)})`
  const exact = `countMatches(Body, ${params.string(`"${name}"${SPACE}:`)})`
  const type = `JSONType(Body, ${key})`
  const raw = `JSONExtractRaw(Body, ${key})`
  // The engine writes numbers in its own way: as they stand in the text they are found where the key is there once.
  const written = `extract(Body, ${params.string(`"${name}"${SPACE}:${SPACE}([^\\s,}]+)`)})`
  const text = `replaceAll(JSONExtractString(Body, ${key}), ${params.string('\uFFFD')}, ' ')`
  const isNumber = `${type} IN ('Int64', 'UInt64', 'Double')`
  const nested = parts.slice(1).map((_, i) => `match(Body, ${params.string(`"${OTHER}*${parts.slice(0, i + 1).join(OTHER)}${OTHER}*"${SPACE}:${SPACE}[{]`)})`)
  const unsure = [
    `${alike} != ${exact}`, `(${exact} > 1 AND (countEqual(JSONExtractKeys(Body), ${key}) > 1 OR ${isNumber}))`,
    `(${type} = 'String' AND ${text} = '')`, ...nested,
  ]
  return {
    value: `multiIf(${exact} = 0, '', ${type} = 'String', ${text}, ${isNumber}, ${written}, ${type} = 'Bool', ${raw}, '')`,
    unsure: `(${isObjectSql(params)} AND (${unsure.join(' OR ')}))`,
  }
}

const BLANK = '[\\x00-\\x20]'
const SOLID = '[^\\x00-\\x20]'
const KEY = '[^\\x00-\\x20="]+'
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"'
/** A pair, a key alone, or what the reader skips as an error: up to the next blank. */
const TOKEN = `(?:${KEY}=${QUOTED}|${KEY}=(?:[^\\x00-\\x20"]${SOLID}*)?|${KEY}(?:"${SOLID}*)?|[="]${SOLID}*)`
const WELL_FORMED = `(?s)^${BLANK}*(?:${TOKEN}(?:${BLANK}+|$))*$`
/** Blanks that are trimmed off a key though they part no pairs, and what stands for bytes that were no UTF-8. */
const ODD = '[\\x{00a0}\\x{feff}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{fffd}]'

/** logfmt: sure where every quote closes and is followed by a blank. */
function logfmtSql(params: Params): ParserSql {
  return {
    unsure: `(match(Body, ${params.string(ODD)}) OR (position(Body, '"') > 0 AND NOT match(Body, ${params.string(WELL_FORMED)})))`,
    field: (name) => {
      const key = name.split('_').join('[^a-zA-Z0-9="\\x00-\\x20]')
      const pair = `(?s)^${BLANK}*(?:${TOKEN}${BLANK}+)*?${key}=("(?:[^"\\\\]|\\\\.)+"|[^\\x00-\\x20"=]+)(?:${BLANK}|$)`
      const found = `extract(Body, ${params.string(pair)})`
      return {
        value: `if(startsWith(${found}, '"'), substring(${found}, 2, length(${found}) - 2), ${found})`,
        unsure: `(startsWith(${found}, '"') AND position(${found}, ${params.string('\\')}) > 0)`,
      }
    },
  }
}
