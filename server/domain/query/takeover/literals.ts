import type { SqlParams } from '../sql'
import { Params } from '../logql/params'
import { quotedText } from '../sql/tokens'

/** Writes values into the text, quoted, where a statement of ours would have a parameter: for a text that people read. */
export class Literals extends Params {
  override bind(value: SqlParams[string], type: string): string {
    // Numbers that are too large for one of ours are bound as their digits.
    return type === 'UInt64' && typeof value === 'string' ? String(BigInt(value)) : literal(value)
  }
}

function literal(value: SqlParams[string]): string {
  if (typeof value === 'string') return quotedText(value)
  if (typeof value === 'number') return numberSql(value)
  return `(${value.map(item => literal(typeof item === 'bigint' ? String(item) : item)).join(', ')})`
}

/** A number as ClickHouse reads it. */
export function numberSql(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
}
