import { parseDuration } from '../logql/durations'
import { anyOf } from '../logql/plain-regex'
import { quote } from '../logql/strings'
import type { QueryLanguage, VariableType } from '../schemas/saved-queries'
import type { Place } from './places'

/** What is wrong with a value: its form, that there is none or are several, or the quotes around its place. */
export type VariableFault = 'number' | 'duration' | 'empty' | 'several' | 'name' | 'backquote'

/** A variable that can’t have a value, or not at its place: which one, and why. The interface has the words for it. */
export class VariableError extends Error {
  constructor(readonly variable: string, readonly fault: VariableFault) {
    super(`${variable}: ${fault}`)
    this.name = 'VariableError'
  }
}

interface Spot { readonly name: string, readonly type: VariableType, readonly language: QueryLanguage, readonly place: Place }

/**
 * A value as it stands at a place of a query: whatever it holds, it stays one value there.
 * @throws VariableError
 */
export function writeValue(spot: Spot, values: readonly string[]): string {
  const [value = ''] = values
  switch (spot.type) {
    case 'number': return numberText(spot, value)
    case 'duration': return durationText(spot, value)
    case 'string': return literal(spot, value)
    case 'values': return valuesText(spot, values)
  }
}

const NUMBER = /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[+-]?\d{1,4})?$/i

function numberText({ name, place, language }: Spot, value: string): string {
  const text = value.trim()
  if (!NUMBER.test(text)) throw new VariableError(name, 'number')
  // In SQL two signs in a row begin a comment.
  return language === 'sql' && place === 'code' && /^[+-]/.test(text) ? `(${text})` : text
}

const NANOS = [['SECOND', 1e9], ['MILLISECOND', 1e6], ['NANOSECOND', 1]] as const

function durationText({ name, place, language }: Spot, value: string): string {
  const text = value.trim()
  const nanos = /^[\d.]/.test(text) && text.length <= 40 ? parseDuration(text) : undefined
  if (nanos === undefined || !(nanos > 0) || !Number.isSafeInteger(nanos)) throw new VariableError(name, 'duration')
  if (language === 'logql' || place !== 'code') return text
  const [unit, size] = NANOS.find(([, each]) => nanos % each === 0)!
  return `(INTERVAL ${nanos / size} ${unit})`
}

function valuesText(spot: Spot, values: readonly string[]): string {
  const { name, language, place } = spot
  if (values.length === 0) throw new VariableError(name, 'empty')
  if (language === 'logql') return literal(spot, anyOf(values))
  if (place !== 'code') throw new VariableError(name, 'several')
  return `(${values.map(value => literal(spot, value)).join(', ')})`
}

function literal({ name, language, place }: Spot, value: string): string {
  const inside = place !== 'code'
  if (language === 'logql') {
    if (place === 'raw') return rawText(name, value, '`')
    return inside ? quote(value).slice(1, -1) : quote(value)
  }
  if (place === 'name' || place === 'raw') throw new VariableError(name, 'name')
  const text = value.replace(/[\\']/g, String.raw`\$&`)
  return inside ? text : `'${text}'`
}

function rawText(name: string, value: string, end: string): string {
  if (value.includes(end) || value.includes('\r')) throw new VariableError(name, 'backquote')
  return value
}
