import { parsePieces, PATTERN_LABEL, textOfAnyCase, type LabelFilter, type LineFilterStage, type Matcher, type Stage } from '#shared/logql'
import { containing, indexedRunOf } from './index-words'
import { isEmptyLabelSql, labelSql, type LabelSettings } from './label-sql'
import { labelTestSql } from './label-test'
import type { Params } from './params'
import { requiredRunOf } from './regex-literals'

/** `(?s)` off: in Go a dot is no line feed, in ClickHouse's `match` it is. */
const inLine = (expression: string) => `(?-s)${expression}`

/** A stage as a condition on rows. */
export interface StageSql {
  readonly sql: string
  /** Whether the rows it leaves are those of the stage; else more of them, which the stage itself has to look through. */
  readonly isExact: boolean
}

/** A line filter while the line is still the row's body; undefined where the engine has nothing to say. */
export function lineFilterSql({ operator, patterns }: LineFilterStage, params: Params): StageSql | undefined {
  if (operator === '!>' || patterns.some(({ kind }) => kind === 'ip')) return undefined
  if (operator === '|>') return patternsSql(patterns.map(({ value }) => value), params)
  const tests = patterns.map(({ value }) => operator === '|=' || operator === '!=' ? textSql(value, params) : expressionSql(value, params))
  const any = tests.length === 1 ? tests[0]! : `(${tests.join(' OR ')})`
  return { sql: operator.startsWith('!') ? `NOT (${any})` : any, isExact: true }
}

/** The dictionary of the words' index rules most rows out before their bodies are read. */
function textSql(text: string, params: Params): string {
  if (text === '') return '1'
  const exact = `position(Body, ${params.string(text)}) > 0`
  const run = indexedRunOf(text)
  return run === undefined ? exact : `(lower(Body) LIKE ${params.string(containing(run))} AND ${exact})`
}

/** The texts that an expression can't do without go to the index first. */
function expressionSql(expression: string, params: Params): string {
  const text = textOfAnyCase(expression)
  if (text !== undefined) return anyCaseSql(text, params)
  const exact = `match(Body, ${params.string(inLine(expression))})`
  const run = requiredRunOf(expression)
  return run === undefined ? exact : `(lower(Body) LIKE ${params.string(containing(run))} AND ${exact})`
}

/** The dictionary answers for a word, or a part of one, all alone. @param text in lower case */
function anyCaseSql(text: string, params: Params): string {
  const exact = `lower(Body) LIKE ${params.string(containing(text))}`
  const run = indexedRunOf(text)
  return run === undefined || run === text ? exact : `(lower(Body) LIKE ${params.string(containing(run))} AND ${exact})`
}

/** The texts of a pattern are in its lines; that they are in their order is left to the stage. */
function patternsSql(patterns: readonly string[], params: Params): StageSql | undefined {
  const all = patterns.map(pattern => parsePieces(pattern).flatMap(piece => 'text' in piece && !piece.text.includes('\uFFFD') ? [textSql(piece.text, params)] : []))
  if (all.some(texts => texts.length === 0)) return undefined
  return { sql: `(${all.map(texts => texts.join(' AND ')).join(' OR ')})`, isExact: false }
}

/** A label filter before any parser; undefined for what only the stage can tell. */
export function labelFilterSql(filter: LabelFilter, params: Params, settings: LabelSettings): StageSql | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const [left, right] = [labelFilterSql(filter.left, params, settings), labelFilterSql(filter.right, params, settings)]
      if (left === undefined || right === undefined) return undefined
      return { sql: `(${left.sql} ${filter.kind.toUpperCase()} ${right.sql})`, isExact: left.isExact && right.isExact }
    }
    case 'matcher': {
      if (!isOfRow(filter.matcher.label)) return undefined
      if (isPattern(filter.matcher)) return { sql: `PatternHash ${filter.matcher.operator} ${params.bind(filter.matcher.value, 'UInt64')}`, isExact: true }
      return { sql: labelTestSql(filter.matcher, params, settings), isExact: true }
    }
    case 'number': {
      if (!isOfRow(filter.label)) return undefined
      const label = labelSql(filter.label, params, settings)
      const value = params.bind(String(filter.value), 'Float64')
      // A value that is no plain number keeps its line: the stage marks it.
      return { sql: `(match(${label}, '^[+-]?[0-9]+(\\\\.[0-9]+)?$') ? toFloat64OrZero(${label}) ${filter.operator} ${value} : (${label} != '' OR ${isEmptyLabelSql(filter.label, params, settings)}))`, isExact: false }
    }
    default: return undefined
  }
}

/** The filter for one pattern: compared as the number that it is. */
const isPattern = ({ label, operator, value }: Matcher) =>
  label === PATTERN_LABEL && (operator === '=' || operator === '!=') && /^[1-9]\d{0,18}$/.test(value)

/** Errors, and labels that were renamed for a clash, are known while a line goes through the stages only. */
const isOfRow = (label: string) => !label.startsWith('__error') && !label.endsWith('_extracted')

/** Whether the stages behind it still see the row's body as their line. */
export const leavesLine = ({ kind }: Stage) => kind !== 'lineFormat' && kind !== 'unpack' && kind !== 'decolorize'

/** Whether labels behind it are still those of the row. */
export const leavesLabels = ({ kind }: Stage) => kind === 'lineFilter' || kind === 'search' || kind === 'labelFilter' || kind === 'lineFormat' || kind === 'decolorize'
