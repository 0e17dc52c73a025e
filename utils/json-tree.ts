/** A value of JSON as the tree shows it; integers beyond what a double holds keep their digits. */
export type JsonNode = string | number | bigint | boolean | null | JsonNode[] | { [key: string]: JsonNode }

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

/** Reads JSON with all digits of its integers, where the browser tells them. Undefined for what is neither an object nor a list. */
export function parseTree(text: string): JsonNode | undefined {
  const whole: Reviver = (_, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context!.source!) : value
  try {
    const value = JSON.parse(text, whole) as JsonNode
    return value !== null && typeof value === 'object' ? value : undefined
  }
  catch {
    return undefined
  }
}

export interface JsonEntry { key: string, value: JsonNode }

/** The parts of an object or a list; undefined for a single value. */
export function entriesOf(value: JsonNode): JsonEntry[] | undefined {
  if (Array.isArray(value)) return value.map((item, place) => ({ key: String(place), value: item }))
  return value !== null && typeof value === 'object' ? Object.entries(value).map(([key, item]) => ({ key, value: item })) : undefined
}

/** A single value as JSON writes it. */
export const leafText = (value: JsonNode): string => typeof value === 'bigint' ? String(value) : JSON.stringify(value)

/** What a stage of a query reads a single value as; nothing is read of `null`. */
export function filterText(value: JsonNode): string | undefined {
  if (value === null || typeof value === 'object') return undefined
  return String(value)
}

/** The colour of a single value, as of code. */
export function leafClass(value: JsonNode): string {
  if (typeof value === 'string') return 'code-string'
  return typeof value === 'number' || typeof value === 'bigint' ? 'code-number' : 'code-literal'
}
