import type { ParameterType } from './functions'
import { GoTime } from './time'
import { typeName, type Value } from './values'

const GO_TYPES: Record<ParameterType, string> = { any: 'interface {}', string: 'string', int: 'int', float: 'float64', bool: 'bool', time: 'time.Time' }
const KINDS: Record<ParameterType, string> = { any: 'value', string: 'string', int: 'integer', float: 'float', bool: 'bool', time: 'time.Time' }

/** An argument as its parameter wants it, or what is wrong with it. @param node is a term as it was written */
export function checkArgument(value: Value, type: ParameterType, node: { text: string, kind?: string }): { value: Value, problem?: string } {
  switch (type) {
    case 'any': return { value: value === undefined ? null : value }
    case 'float':
      // A constant without a point is a float where one is wanted.
      if (typeof value === 'number') return { value }
      if (typeof value === 'bigint' && node.kind === 'constant') return { value: Number(value) }
      break
    case 'int':
      if (typeof value === 'bigint') return { value }
      if (typeof value === 'number' && node.kind === 'constant' && Number.isInteger(value)) return { value: BigInt(value) }
      break
    case 'string':
      if (typeof value === 'string') return { value }
      break
    case 'bool':
      if (typeof value === 'boolean') return { value }
      break
    case 'time':
      if (value instanceof GoTime) return { value }
  }
  if (node.kind === 'constant') return { value, problem: `expected ${KINDS[type]}; found ${node.text}` }
  if (value === undefined || value === null) return { value, problem: `invalid value; expected ${GO_TYPES[type]}` }
  return { value, problem: `wrong type for value; expected ${GO_TYPES[type]}; got ${typeName(value)}` }
}
