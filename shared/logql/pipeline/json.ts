import type { Extraction } from '../ast'
import { sanitize, withoutInvalid } from './label-names'
import { parsePath } from './json-path'
import { PipelineError, type StageRunner } from './stage'

const FAILED = 'JSONParserErr'
const NOT_CLOSED = 'Value looks like object, but can\'t find closing \'}\' symbol'

/** A number keeps the text that it was written with. */
class NumberText {
  constructor(readonly text: string) {}
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown
const keepNumbers: Reviver = (_key, value, context) => typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value

/** @throws SyntaxError */
const parse = (text: string) => JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown) as unknown

/** `| json`: every field is a label, nested ones joined with `_`; arrays and nulls are left out. */
export function jsonRunner(): StageRunner {
  return ({ text, labels }) => {
    try {
      const value = parse(text)
      if (isObject(value)) flatten(value, '', (name, found) => labels.extract(name, found))
      else labels.fail(FAILED, NOT_CLOSED)
    }
    catch {
      labels.fail(FAILED, NOT_CLOSED)
    }
    return true
  }
}

/** `| json a="b.c[0]"`: what stands at these paths; empty where nothing does. @throws PipelineError */
export function jsonPathRunner(extractions: readonly Extraction[]): StageRunner {
  const paths = extractions.map(({ label, path }) => {
    const parsed = parsePath(path)
    if (typeof parsed === 'string') throw new PipelineError(`json ${label}=${JSON.stringify(path)}`, parsed)
    return { label, path: parsed }
  })
  return ({ text, labels }) => {
    let value: unknown
    try {
      value = parse(text)
    }
    catch {
      labels.fail(FAILED, NOT_CLOSED)
      return true
    }
    for (const { label, path } of paths) labels.extract(label, textOf(path.reduce(step, value)) ?? '')
    return true
  }
}

function step(value: unknown, key: string | number): unknown {
  if (typeof key === 'number') return Array.isArray(value) ? value[key] as unknown : undefined
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function flatten(object: Record<string, unknown>, prefix: string, found: (name: string, value: string) => void): void {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix === '' ? sanitize(key) : `${prefix}_${key.trim().replace(/[^a-zA-Z0-9_]/gu, '_')}`
    if (isObject(value)) flatten(value, name, found)
    else if (!Array.isArray(value)) {
      const text = textOf(value)
      if (text !== undefined) found(name, text)
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)

/** A label's text of a value; undefined for null and nothing. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (value instanceof NumberText) return value.text
  if (typeof value === 'string') return withoutInvalid(value)
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value, (_key, inner: unknown) => inner instanceof NumberText ? rawJson(inner.text) : inner)
}

/** `JSON.rawJSON` is not in TypeScript's library yet. */
const rawJson = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text)
