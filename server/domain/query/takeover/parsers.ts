import { parsePath, parsePieces, type Extraction, type Stage } from '#shared/logql'
import { quotedText } from '../sql/tokens'
import type { Remarks } from './remarks'

/** The fields that a parser finds, in SQL; '' where there is none. */
export interface ParserFields {
  /** Undefined for a name that it never gives. */
  field(name: string): string | undefined
  /** Whether a line is of the format, where lines may not be. */
  readonly isRead?: string
}

/** The parser of a stage over the line's expression; undefined for one that SQL has no like of. */
export function parserFields(stage: Stage, line: string, remarks: Remarks): ParserFields | undefined {
  switch (stage.kind) {
    case 'json': return jsonFields(stage.extractions, line, remarks)
    case 'logfmt': return stage.strict || stage.keepEmpty ? undefined : logfmtFields(stage.extractions, line, remarks)
    case 'regexp': return groupFields(stage.expression, groupsOf(stage.expression), line)
    case 'pattern': return patternFields(stage.expression, line, remarks)
    default: return undefined
  }
}

function jsonFields(extractions: readonly Extraction[], line: string, remarks: Remarks): ParserFields {
  const isRead = `JSONType(${line}) = 'Object'`
  remarks.note('A line that is no JSON object fails a LogQL query of numbers unless it says | __error__="". In SQL it has empty fields.')
  remarks.note('A number in JSON is written as ClickHouse writes it: 1.50 becomes 1.5.')
  if (extractions.length === 0) remarks.note('Fields of JSON are looked for at the top level, by the very name. One within another is JSONExtractString(Body, \'outer\', \'inner\').')
  const field = (steps: readonly (string | number)[], isWhole: boolean) => {
    // ClickHouse counts an array from 1.
    const at = [line, ...steps.map(step => typeof step === 'number' ? String(step + 1) : quotedText(step))].join(', ')
    const kinds = ['Int64', 'UInt64', 'Double', 'Bool', ...isWhole ? ['Object', 'Array'] : []].map(quotedText).join(', ')
    return `multiIf(JSONType(${at}) = 'String', JSONExtractString(${at}), JSONType(${at}) IN (${kinds}), JSONExtractRaw(${at}), '')`
  }
  if (extractions.length === 0) return { isRead, field: name => field([name], false) }
  const paths = new Map(extractions.map(({ label, path }) => [label, parsePath(path)]))
  return {
    isRead,
    field: (name) => {
      const path = paths.get(name)
      return path === undefined || typeof path === 'string' ? undefined : field(path, true)
    },
  }
}

function logfmtFields(extractions: readonly Extraction[], line: string, remarks: Remarks): ParserFields {
  remarks.note('A logfmt line with quotes or backslashes inside of its values may be read differently.')
  const keys = new Map(extractions.map(({ label, path }) => [label, path]))
  return {
    field: (name) => {
      const key = extractions.length === 0 ? name : keys.get(name)
      return key === undefined ? undefined : `extractKeyValuePairs(${line}, '=', ' ', '"')[${quotedText(key)}]`
    },
  }
}

function patternFields(pattern: string, line: string, remarks: Remarks): ParserFields {
  remarks.note('A line that a pattern fits only in part keeps in LogQL what fitted. In SQL its fields are empty.')
  const names: (string | undefined)[] = []
  const pieces = parsePieces(pattern)
  const expression = pieces.map((piece, i) => {
    if ('text' in piece) return piece.text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')
    names.push(piece.capture === '_' ? undefined : piece.capture)
    return i === pieces.length - 1 ? '(.*)' : '(.*?)'
  })
  return groupFields(`(?s)^${expression.join('')}`, names, line)
}

/** @param names of the groups of the expression, in order */
function groupFields(expression: string, names: readonly (string | undefined)[], line: string): ParserFields {
  return {
    field: (name) => {
      const group = names.lastIndexOf(name)
      return group < 0 ? undefined : `regexpExtract(${line}, ${quotedText(expression)}, ${group + 1})`
    },
  }
}

/** The names of an expression's groups, in the order in which they open; undefined for one without. */
function groupsOf(expression: string): (string | undefined)[] {
  const names: (string | undefined)[] = []
  // What is escaped or in a class opens nothing.
  for (const [, open, name] of expression.matchAll(/\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|(\((?!\?)|\(\?P?<(\w+)>)/gs)) {
    if (open !== undefined) names.push(name)
  }
  return names
}
