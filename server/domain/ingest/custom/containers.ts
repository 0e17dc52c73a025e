import type { TupleItem } from '../../storage'
import type { AttributeValue, Attributes } from '#shared/types/log-record'
import { EXACT, inspect, isObject, parseExactly } from '../decode/json-value'
import type { RowWriter } from '../encode/row-writer'
import { shown, type ValueWriter } from './value-writer'

/** `Nullable(T)`: a byte, then the value where it is not NULL. */
export function nullableWriter(inner: ValueWriter): ValueWriter {
  return {
    write(writer, value) {
      writer.uint8(0)
      return inner.write(writer, value)
    },
    zero: writer => writer.uint8(1),
  }
}

/** A part of a container: null is the type's zero. */
function writePart(part: ValueWriter, writer: RowWriter, value: AttributeValue): string | undefined {
  if (value !== null && value !== undefined) return part.write(writer, value)
  part.zero(writer)
  return undefined
}

/** `Array(T)`: of an array, or the JSON text of one. */
export function arrayWriter(item: ValueWriter): ValueWriter {
  return {
    write(writer, value) {
      const items = unpacked(value)
      if (!Array.isArray(items)) return `${shown(value)} is not an array`
      writer.varint(items.length)
      for (const each of items as readonly AttributeValue[]) {
        const reason = writePart(item, writer, each)
        if (reason !== undefined) return `in the array: ${reason}`
      }
      return undefined
    },
    zero: writer => writer.uint8(0),
  }
}

/** `Map(K, V)`: of an object, or the JSON text of one. */
export function mapWriter(key: ValueWriter, item: ValueWriter): ValueWriter {
  return {
    write(writer, value) {
      const object = unpacked(value)
      if (!isObject(object)) return `${shown(value)} is not an object`
      const names = Object.keys(object)
      writer.varint(names.length)
      for (const name of names) {
        const reason = key.write(writer, name) ?? writePart(item, writer, object[name])
        if (reason !== undefined) return `in the map at ${shown(name)}: ${reason}`
      }
      return undefined
    },
    zero: writer => writer.uint8(0),
  }
}

/** `Tuple(…)`: of an array by place, of an object by name; or the JSON text of either. */
export function tupleWriter(items: readonly TupleItem[], writers: readonly ValueWriter[]): ValueWriter {
  const names = items.map(({ name }, i) => name ?? String(i + 1))
  return {
    write(writer, value) {
      const given = unpacked(value)
      const values = Array.isArray(given) ? given as readonly AttributeValue[] : isObject(given) ? byName(given) : undefined
      if (values === undefined) return `${shown(value)} is neither an array nor an object`
      if (values.length !== writers.length) return `it has ${values.length} items in place of ${writers.length}`
      for (const [i, part] of writers.entries()) {
        const reason = writePart(part, writer, values[i])
        if (reason !== undefined) return `in the tuple at ${names[i]}: ${reason}`
      }
      return undefined
    },
    zero: writer => writers.forEach(part => part.zero(writer)),
  }

  function byName(object: Attributes): AttributeValue[] {
    return names.map(name => Object.hasOwn(object, name) ? object[name] : undefined)
  }
}

/** Text protocols send arrays and objects as JSON. */
function unpacked(value: AttributeValue): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    const parsed: unknown = JSON.parse(value)
    return inspect(parsed) === EXACT ? parsed : parseExactly(value)
  }
  catch {
    return value
  }
}
