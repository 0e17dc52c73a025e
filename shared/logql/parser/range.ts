import { CONVERSIONS, type Conversion, type LabelFilter, type LogNode, type Matcher, type RangeNode, type Stage, type Unwrap } from '../ast'
import { parseDuration } from '../durations'
import type { LogqlError } from '../errors'
import { similar } from '../similar'
import type { Cursor } from './cursor'
import { readLabelFilter } from './label-filter'
import { readSelector } from './selector'
import { readStages } from './stages'
import { readLabel } from './values'

/** What has been read of lines over a range so far: the range may stand before or behind the stages. */
interface Draft { matchers?: Matcher[], stages: Stage[], unwrap?: Unwrap, interval?: number, offset?: number }

/** `{a="b"} | json [5m] offset 1h`, in any of the orders that Loki takes. @throws LogqlError */
export function readRange(cursor: Cursor): RangeNode {
  const draft = readPart(cursor)
  if (draft.interval === undefined) throw cursor.unexpected(['a range such as [5m]'])
  return Object.freeze({
    kind: 'range',
    log: logOf(draft),
    interval: draft.interval,
    offset: draft.offset ?? 0,
    ...(draft.unwrap === undefined ? {} : { unwrap: draft.unwrap }),
  })
}

/** A selector with its stages, in parentheses or not. @throws LogqlError */
export function readLog(cursor: Cursor): LogNode {
  if (!cursor.is('(')) return Object.freeze({ kind: 'log', matchers: Object.freeze(readSelector(cursor)), stages: Object.freeze(readStages(cursor)) })
  return cursor.nested(() => {
    cursor.next()
    const log = readLog(cursor)
    cursor.expect(')')
    return log
  })
}

const logOf = ({ matchers, stages }: Draft): LogNode => Object.freeze({ kind: 'log', matchers: Object.freeze(matchers!), stages: Object.freeze(stages) })

function readPart(cursor: Cursor): Draft {
  const draft: Draft = cursor.is('(') ? cursor.nested(() => readParentheses(cursor)) : { matchers: readSelector(cursor), stages: [] }
  for (;;) {
    if (cursor.token.kind === 'range' && draft.interval === undefined) readInterval(cursor, draft)
    else if (cursor.is('|') && cursor.isWord('unwrap', cursor.peek()) && draft.unwrap === undefined) draft.unwrap = readUnwrap(cursor)
    else {
      const stages = draft.unwrap === undefined ? readStages(cursor) : []
      if (stages.length === 0) return draft
      draft.stages.push(...stages)
    }
  }
}

function readParentheses(cursor: Cursor): Draft {
  cursor.next()
  const draft = readPart(cursor)
  cursor.expect(')')
  return draft
}

function readInterval(cursor: Cursor, draft: Draft): void {
  draft.interval = parseDuration(cursor.next().text.slice(1, -1).trim())!
  if (!cursor.acceptWord('offset')) return
  const sign = cursor.accept('-') ? -1 : 1
  draft.offset = sign * parseDuration(cursor.expectKind('duration', 'a duration such as 1h').text)!
}

function readUnwrap(cursor: Cursor): Unwrap {
  cursor.next()
  cursor.next()
  const conversion = CONVERSIONS.find(name => cursor.isWord(name) && cursor.peek().text === '(')
  const label = conversion === undefined ? readLabel(cursor) : readConverted(cursor)
  if (cursor.is('(')) throw unknownConversion(cursor)
  const filters: LabelFilter[] = []
  while (cursor.accept('|')) filters.push(readLabelFilter(cursor))
  return Object.freeze({ label, ...(conversion === undefined ? {} : { conversion: conversion satisfies Conversion }), filters: Object.freeze(filters) })
}

function unknownConversion(cursor: Cursor): LogqlError {
  const near = similar(cursor.last.text, CONVERSIONS)
  return cursor.error('syntax', `${cursor.last.text} is no conversion of unwrap`, cursor.last, near === undefined ? `There are ${CONVERSIONS.join(', ')}` : `Did you mean ${near}?`)
}

function readConverted(cursor: Cursor): string {
  cursor.next()
  cursor.expect('(')
  const label = readLabel(cursor)
  cursor.expect(')')
  return label
}
