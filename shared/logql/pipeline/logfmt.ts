import type { Extraction } from '../ast'
import { sanitize, withoutInvalid } from './label-names'
import { PipelineError, type StageRunner } from './stage'

const FAILED = 'LogfmtParserErr'

/** A pair of a logfmt line, or what is wrong where the reader stands (from 1, in bytes as Go counts). */
type Pair = { readonly key: string, readonly value: string } | { readonly error: string }

/** Reads `key=value key="quoted value" flag`, as github.com/grafana/loki/v3/pkg/logql/log/logfmt does. */
function* pairsOf(line: string): Generator<Pair> {
  let at = 0
  while (at < line.length) {
    while (at < line.length && line.charCodeAt(at) <= 0x20) at++
    if (at === line.length) return
    const keyStart = at
    while (at < line.length && line.charCodeAt(at) > 0x20 && line[at] !== '=' && line[at] !== '"') at++
    const key = line.slice(keyStart, at)
    const problem = problemOf(line, key, at)
    if (problem !== undefined) {
      yield { error: problem }
      while (at < line.length && line.charCodeAt(at) > 0x20) at++
      continue
    }
    if (line[at] !== '=') {
      yield { key, value: '' }
      continue
    }
    const found = readValue(line, at + 1)
    at = found.end
    yield found.error === undefined ? { key, value: found.value } : { error: found.error }
  }
}

const position = (line: string, at: number) => new TextEncoder().encode(line.slice(0, at)).length + 1

function problemOf(line: string, key: string, at: number): string | undefined {
  if (line[at] === '"') return `logfmt syntax error at pos ${position(line, at)} : unexpected '"'`
  if (key === '' && line[at] === '=') return `logfmt syntax error at pos ${position(line, at)} : unexpected '='`
  return key.includes('\uFFFD') ? `logfmt syntax error at pos ${position(line, at)} : invalid key` : undefined
}

function readValue(line: string, start: number): { value: string, end: number, error?: string } {
  if (line[start] === '"') return readQuoted(line, start)
  let at = start
  while (at < line.length && line.charCodeAt(at) > 0x20) {
    if (line[at] === '=' || line[at] === '"') {
      const error = `logfmt syntax error at pos ${position(line, at)} : unexpected '${line[at]}'`
      while (at < line.length && line.charCodeAt(at) > 0x20) at++
      return { value: '', end: at, error }
    }
    at++
  }
  return { value: line.slice(start, at), end: at }
}

function readQuoted(line: string, start: number): { value: string, end: number, error?: string } {
  let at = start + 1
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1
  if (at >= line.length) return { value: '', end: line.length, error: `logfmt syntax error at pos ${position(line, line.length)} : unterminated quoted value` }
  return { value: unescaped(line.slice(start + 1, at)), end: at + 1 }
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

const unescaped = (text: string) => text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_whole, code: string | undefined, char: string) =>
  code === undefined ? ESCAPES[char] ?? char : String.fromCharCode(Number.parseInt(code, 16)))

export interface LogfmtOptions { readonly strict: boolean, readonly keepEmpty: boolean }

/** `| logfmt`: every pair is a label, the first of a name. What can't be read is skipped, or with `--strict` ends the line. */
export function logfmtRunner({ strict, keepEmpty }: LogfmtOptions): StageRunner {
  return ({ text, labels }) => {
    for (const pair of pairsOf(text)) {
      if ('error' in pair) {
        if (!strict) continue
        labels.fail(FAILED, pair.error)
        return true
      }
      if (pair.value === '' && !keepEmpty) continue
      labels.extract(sanitize(pair.key), withoutInvalid(pair.value), true)
    }
    return true
  }
}

/** A key as `| logfmt a="key"` names it: as a label would be called, or whatever stands in quotes. */
const KEY = /^\s*(?:([a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*)|"([^"\]]*)"?)\s*$/

/**
 * `| logfmt a="b"`: the pairs of these keys, written as in the line or as the label that they would be; empty where there
 * is none.
 * @throws PipelineError
 */
export function logfmtPathRunner(extractions: readonly Extraction[], { strict }: LogfmtOptions): StageRunner {
  const keys = extractions.map(({ label, path }) => {
    const found = KEY.exec(path)
    if (found === null) throw new PipelineError(`logfmt ${label}=${JSON.stringify(path)}`, 'this is no key: write it in quotes if it has other characters than letters, digits, _ and dots')
    return { label, key: found[1] ?? found[2]! }
  })
  return ({ text, labels }) => {
    const found = new Map<string, string>()
    for (const pair of pairsOf(text)) {
      if (!('error' in pair)) {
        for (const key of new Set([pair.key, sanitize(pair.key)])) if (!found.has(key)) found.set(key, withoutInvalid(pair.value))
      }
      else if (strict) {
        labels.fail(FAILED, pair.error)
        return true
      }
    }
    for (const { label, key } of keys) {
      const value = found.get(key)
      if (value !== undefined || !labels.isTaken(label)) labels.extract(label, value ?? '')
    }
    return true
  }
}
