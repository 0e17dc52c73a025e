import type { Extraction } from '../ast'
import { parsePath } from './json-path'
import { eachPair, itemAt, JsonError, type JsonValue } from './json-scanner'
import { unquoteJson } from './json-strings'
import { sanitize, withoutInvalid } from './label-names'
import { PipelineError, type Line, type StageRunner } from './stage'

const FAILED = 'JSONParserErr'
/** Objects in each other. */
const MAX_DEPTH = 100

/** `| json`: every field is a label, nested ones joined with `_`, the first of a name; arrays and nulls are left out. */
export function jsonRunner(): StageRunner {
  return line => marked(line, () => flatten(line.text, '', 0, (name, value) => line.labels.extract(name, value, true)))
}

/**
 * `| json a="b.c[0]"`: what stands at these paths; empty where nothing does. A document that ends too soon is read as
 * far as it goes, as in Loki.
 * @throws PipelineError
 */
export function jsonPathRunner(extractions: readonly Extraction[]): StageRunner {
  const paths = extractions.map(({ label, path }) => {
    const parsed = parsePath(path)
    if (typeof parsed === 'string') throw new PipelineError(`json ${label}=${JSON.stringify(path)}`, parsed)
    return { label, path: parsed }
  })
  return (line) => {
    const { text, labels } = line
    if (text === '') return true
    if (!/^["{[]/.test(text)) {
      // Loki gives no details here.
      labels.fail(FAILED, '')
      return true
    }
    const root: JsonValue = { kind: text.startsWith('[') ? 'array' : text.startsWith('{') ? 'object' : 'string', raw: text }
    for (const { label, path } of paths) {
      marked(line, () => {
        const value = path.reduce<JsonValue | undefined>(step, root)
        if (value !== undefined) labels.extract(label, textOf(value))
      })
      if (labels.get(label) === undefined) labels.extract(label, '')
    }
    return true
  }
}

/** A line that is no JSON is kept and marked. */
function marked({ labels }: Line, run: () => void): true {
  try {
    run()
  }
  catch (error) {
    if (!(error instanceof JsonError)) throw error
    labels.fail(FAILED, error.message)
  }
  return true
}

function step(value: JsonValue | undefined, key: string | number): JsonValue | undefined {
  if (value === undefined || value.kind !== (typeof key === 'number' ? 'array' : 'object')) return undefined
  let found: JsonValue | undefined
  try {
    if (typeof key === 'number') return itemAt(value.raw, key)
    eachPair(value.raw, (name, item) => {
      if (name !== key) return false
      found = item
      return true
    })
  }
  catch (error) {
    // What is wrong elsewhere is in nobody's way.
    if (!(error instanceof JsonError) || error.key === key) throw error
  }
  return found
}

function flatten(text: string, prefix: string, depth: number, found: (name: string, value: string) => void): void {
  if (depth > MAX_DEPTH) throw new JsonError(`more than ${MAX_DEPTH} objects in each other`)
  eachPair(text, (key, value) => {
    if (value.kind === 'array' || value.kind === 'null') return
    const name = prefix === '' ? sanitize(key) : `${prefix}_${key.trim().replace(/[^a-zA-Z0-9_]/gu, '_')}`
    if (value.kind === 'object') flatten(value.raw, name, depth + 1, found)
    else found(name, textOf(value))
  })
}

/** A label's text of a value: numbers and objects as they are written. */
function textOf({ kind, raw }: JsonValue): string {
  if (kind === 'null') return ''
  return kind === 'string' ? withoutInvalid(unquoteJson(raw) ?? '') : raw
}
