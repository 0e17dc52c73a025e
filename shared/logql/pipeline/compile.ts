import type { LogNode, Matcher, Stage } from '../ast'
import { stageRunner } from './index'
import { matcherTest } from './label-filters'
import { Labels } from './labels'
import type { LogRecord } from './record'
import type { Line } from './stage'

const NONE: ReadonlyMap<string, string> = new Map()

/** Whether a stream is one of the selector’s; remembered for each map of labels. */
export function selectorTest(matchers: readonly Matcher[]): (stream: ReadonlyMap<string, string>) => boolean {
  const tests = matchers.map(matcherTest)
  const known = new WeakMap<ReadonlyMap<string, string>, boolean>()
  return (stream) => {
    let matches = known.get(stream)
    if (matches === undefined) {
      const labels = new Labels(stream, NONE)
      matches = tests.every(test => test(labels))
      known.set(stream, matches)
    }
    return matches
  }
}

/** What the stages make of a record; undefined when one drops it. */
export type Pipeline = (record: LogRecord) => Line | undefined

/** Builds the stages once. The selector is not part of it. @throws PipelineError */
export function compileStages(stages: readonly Stage[]): Pipeline {
  const runners = stages.map(stageRunner)
  return ({ line: text, timestamp, stream, metadata }) => {
    const line: Line = { text, timestamp, labels: new Labels(stream, metadata) }
    for (const run of runners) if (!run(line)) return undefined
    return line
  }
}

/** A log query as live tail runs it: what becomes of each record, undefined where it does not belong. @throws PipelineError */
export function compileLog({ matchers, stages }: LogNode): Pipeline {
  const isSelected = selectorTest(matchers)
  const run = compileStages(stages)
  return record => isSelected(record.stream) ? run(record) : undefined
}
