import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LogqlError, parseQuery, printQuery, type LogNode } from '#shared/logql'
import { Labels, stageRunner } from '#shared/logql/pipeline'

const CASES = resolve(import.meta.dirname, '../../../../../shared/conformance/logql')
const skip = !existsSync(CASES)
if (skip) console.warn(`Loki's cases are not at ${CASES}: their tests are skipped.`)

const read = <T>(name: string) => JSON.parse(readFileSync(resolve(CASES, name), 'utf8')) as T[]

interface Valid { query: string, normalized: string }
interface Invalid { query: string, kind: 'lex' | 'syntax' | 'semantic' | 'compile', line: number | null, col: number | null }

/** Loki prints a size in at most two digits, which another size may share; ours stays the same size. */
const inExactSizes = (text: string) => text.replace(/<2\.0kB/g, '<2048B')
/** What Loki has made simpler it prints between backquotes. */
const inOneKindOfQuotes = (text: string) => text.replace(/=~`([^`"\\]*)`/g, '=~"$1"')

describe.skipIf(skip)('Loki’s own cases', () => {
  it('what is valid is read as Loki reads it', () => {
    const cases = read<Valid>('parse_valid.json')
    expect(cases.length).toBeGreaterThan(0)
    for (const { query, normalized } of cases) {
      const printed = printQuery(parseQuery(query))
      expect(printed, query).toBe(inExactSizes(inOneKindOfQuotes(normalized)))
      expect(printQuery(parseQuery(printed)), query).toBe(printed)
    }
  })

  it('what is invalid is refused in the same place', () => {
    for (const { query, kind, line, col } of read<Invalid>('parse_invalid.json')) {
      // What fails only when a pipeline is built of the query is for the compiler.
      if (kind === 'compile') continue
      let refused: unknown
      try {
        parseQuery(query)
      }
      catch (error) {
        refused = error
      }
      expect(refused, query).toBeInstanceOf(LogqlError)
      const { position } = refused as LogqlError
      if (line !== null && line > 0) expect([position.line, position.column], query).toEqual([line, col])
    }
  })
})

interface LineCase {
  kind?: 'log' | 'sample'
  pipeline: string
  line: string
  ts_ns?: string
  keep?: boolean
  stream_labels?: Record<string, string>
  structured_metadata?: Record<string, string>
  expect?: { keep: boolean, line: string, labels: Record<string, string> }
}

describe.skipIf(skip)('Loki’s own cases of one line', () => {
  it.each(['pipeline_cases.json', 'regex_filter_cases.json'])('%s', (name) => {
    const cases = read<LineCase>(name).filter(({ kind }) => kind !== 'sample')
    expect(cases.length).toBeGreaterThan(200)
    for (const one of cases) {
      const { stages } = parseQuery(`{a="b"} ${one.pipeline}`) as LogNode
      const line = { text: one.line, timestamp: BigInt(one.ts_ns ?? 0), labels: new Labels(new Map(Object.entries(one.stream_labels ?? {})), new Map(Object.entries(one.structured_metadata ?? {}))) }
      const kept = stages.map(stageRunner).every(runner => runner(line))
      expect(kept, `${one.pipeline} on ${one.line}`).toBe(one.expect?.keep ?? one.keep)
      if (kept && one.expect) expect({ line: line.text, labels: line.labels.toRecord() }, one.pipeline).toEqual({ line: one.expect.line, labels: one.expect.labels })
    }
  })
})
