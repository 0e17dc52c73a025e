import type { LabelChoice, Stage } from '../ast'
import { Regex } from '../regex'
import { labelFormatRunner, lineFormatRunner } from './formats'
import { jsonPathRunner, jsonRunner } from './json'
import { labelTest, matcherTest } from './label-filters'
import { ERROR_DETAILS_LABEL, ERROR_LABEL } from './labels'
import { lineFilterRunner } from './line-filters'
import { logfmtPathRunner, logfmtRunner } from './logfmt'
import { extractPattern } from './patterns'
import { searchRunner } from './search'
import type { StageRunner } from './stage'
import { unpackRunner } from './unpack'

export { Labels, type LabelCategory } from './labels'
export { PipelineError, type Line, type StageRunner } from './stage'

/** Builds what one stage does. @throws PipelineError */
export function stageRunner(stage: Stage): StageRunner {
  switch (stage.kind) {
    case 'lineFilter': return lineFilterRunner(stage)
    case 'search': return searchRunner(stage)
    case 'lineFormat': return lineFormatRunner(stage.template)
    case 'labelFormat': return labelFormatRunner(stage.formats)
    case 'json': return stage.extractions.length === 0 ? jsonRunner() : jsonPathRunner(stage.extractions)
    case 'logfmt': return stage.extractions.length === 0 ? logfmtRunner(stage) : logfmtPathRunner(stage.extractions, stage)
    case 'regexp': return regexpRunner(stage.expression)
    case 'pattern': return patternRunner(stage.expression)
    case 'unpack': return unpackRunner
    case 'labelFilter': {
      const test = labelTest(stage.filter)
      return ({ labels }) => test(labels)
    }
    case 'decolorize': return decolorize
    case 'drop': return dropRunner(stage.labels)
    case 'keep': return keepRunner(stage.labels)
  }
}

function regexpRunner(expression: string): StageRunner {
  const regex = Regex.compile(expression)
  return ({ text, labels }) => {
    for (const [name, value] of regex.groups(text) ?? []) labels.extract(name, value)
    return true
  }
}

function patternRunner(expression: string): StageRunner {
  const extract = extractPattern(expression)
  return ({ text, labels }) => {
    for (const [name, value] of extract(text)) labels.extract(name, value)
    return true
  }
}

// Select Graphic Rendition and the other control sequences of ECMA-48.
// eslint-disable-next-line no-control-regex -- the escape character is what begins them
const ANSI = /[\u001B\u009B][[\]()#;?]*(?:(?:[a-zA-Z\d]*(?:;[a-zA-Z\d]*)*)?\u0007|(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PRZcf-ntqry=><~])/g

const decolorize: StageRunner = (line) => {
  line.text = line.text.replace(ANSI, '')
  return true
}

const testOf = ({ matcher }: LabelChoice) => matcher === undefined ? () => true : matcherTest(matcher)

function dropRunner(choices: readonly LabelChoice[]): StageRunner {
  const tests = choices.map(choice => ({ label: choice.label, test: testOf(choice) }))
  return ({ labels }) => {
    for (const { label, test } of tests) if (labels.get(label) !== undefined && test(labels)) labels.remove(label)
    return true
  }
}

function keepRunner(choices: readonly LabelChoice[]): StageRunner {
  const tests = Map.groupBy(choices.map(choice => ({ label: choice.label, test: testOf(choice) })), ({ label }) => label)
  return ({ labels }) => {
    for (const name of labels.names()) {
      if (name === ERROR_LABEL || name === ERROR_DETAILS_LABEL) continue
      if (!tests.get(name)?.some(({ test }) => test(labels))) labels.remove(name)
    }
    return true
  }
}
