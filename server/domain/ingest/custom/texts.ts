import type { AttributeValue, Attributes } from '#shared/types/log-record'
import { EXACT, inspect, isObject, parseExactly, rawJson, textOf } from '../decode/json-value'
import { shown, type ValueWriter } from './value-writer'

/** `String`: texts as they are, everything else as its JSON. */
export const stringWriter: ValueWriter = {
  write(writer, value) {
    writer.string(textOf(value))
    return undefined
  },
  zero: writer => writer.uint8(0),
}

/** `FixedString(N)`: N bytes, shorter texts filled up with zero bytes. */
export function fixedStringWriter(length: number): ValueWriter {
  return {
    write(writer, value) {
      const bytes = Buffer.from(textOf(value))
      if (bytes.length > length) return `${shown(value)} has ${bytes.length} bytes, more than ${length}`
      writer.raw(bytes)
      writer.zeros(length - bytes.length)
      return undefined
    },
    zero: writer => writer.zeros(length),
  }
}

/** `Enum8`, `Enum16`: by the name of a member in any case, or by its number. */
export function enumWriter(bits: 8 | 16, members: ReadonlyMap<string, number>): ValueWriter {
  const byLowerCase = new Map([...members].reverse().map(([name, number]) => [name.toLowerCase(), number]))
  const numbers = new Set(members.values())
  const least = Math.min(...numbers)
  return {
    write(writer, value) {
      const number = memberOf(value)
      if (number === undefined) return `${shown(value)} is not a member (${[...members.keys()].slice(0, 8).join(', ')}${members.size > 8 ? ', …' : ''})`
      writer.int(number, bits / 8)
      return undefined
    },
    // The engine's own zero of an Enum: its first member by number.
    zero: writer => writer.int(least, bits / 8),
  }

  function memberOf(value: AttributeValue): number | undefined {
    if (typeof value === 'number') return numbers.has(value) ? value : members.get(String(value))
    if (typeof value === 'object') return undefined
    const text = String(value)
    return members.get(text) ?? byLowerCase.get(text.toLowerCase())
  }
}

/** `JSON`: an object, or the text of one (the insert reads it as text: input_format_binary_read_json_as_string). */
export const jsonWriter: ValueWriter = {
  write(writer, value) {
    const object = typeof value === 'string' ? parsed(value) : value
    if (!isObject(object)) return `${shown(value)} is not a JSON object`
    writer.string(engineJson(object))
    return undefined
  },
  zero: writer => writer.string('{}'),
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return inspect(value) === EXACT ? value : parseExactly(text)
  }
  catch {
    return undefined
  }
}

const LEAST = -(2n ** 63n)
const MOST = 2n ** 64n - 1n

/** JSON that the engine's parser takes, whatever is in it: integers beyond 64 bits as text, no half of a surrogate pair. */
function engineJson(object: Attributes): string {
  const text = JSON.stringify(object, (_key, item: unknown) => {
    if (typeof item !== 'bigint') return item
    return item < LEAST || item > MOST ? String(item) : rawJson(String(item))
  })
  return text.replace(/\\\\|\\ud[89a-f][\da-f]{2}/gi, escape => escape === '\\\\' ? escape : '\uFFFD')
}
