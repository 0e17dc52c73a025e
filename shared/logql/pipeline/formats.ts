import type { LabelFormat } from '../ast'
import { compileTemplate, TemplateError, type LineContext, type Template } from '../templates'
import { ERROR_LABEL, type Labels } from './labels'
import { PipelineError, type Line, type StageRunner } from './stage'

const FAILED = 'TemplateFormatErr'

const contextOf = ({ text, timestamp }: Line): LineContext => ({ line: text, timestamp })

function compile(source: string, name: 'line' | 'label', stage: string, what: string): Template {
  try {
    return compileTemplate(source, name)
  }
  catch (error) {
    throw error instanceof TemplateError ? new PipelineError(stage, `invalid ${what}: ${error.message}`) : error
  }
}

/** `| line_format "…"`: the line becomes what the template makes of it; one that fails keeps its line and is marked. @throws PipelineError */
export function lineFormatRunner(source: string): StageRunner {
  const template = compile(source, 'line', 'line_format', 'line template')
  return (line) => {
    try {
      line.text = template(line.labels, contextOf(line))
    }
    catch (error) {
      if (!(error instanceof TemplateError)) throw error
      line.labels.fail(FAILED, error.message)
    }
    return true
  }
}

type FormatRunner = (line: Line, labels: () => Snapshot) => void

/**
 * `| label_format a=b, c="…"`. The templates see the labels as they were at the first of them that found any, as in
 * Loki: `a="{{.b}}", b="{{.a}}"` swaps.
 * @throws PipelineError
 */
export function labelFormatRunner(formats: readonly LabelFormat[]): StageRunner {
  check(formats)
  const runners = formats.map(formatRunner)
  const templates = formats.filter(({ kind }) => kind === 'template').length
  // Without a second template nothing can see what the first one changed.
  if (templates <= 1) {
    return (line) => {
      for (const run of runners) run(line, () => line.labels)
      return true
    }
  }
  return (line) => {
    let snapshot: Snapshot | undefined
    const labels = () => snapshot ??= snapshotOf(line.labels)
    for (const run of runners) run(line, labels)
    return true
  }
}

function formatRunner({ label, kind, value }: LabelFormat): FormatRunner {
  if (kind === 'rename') return ({ labels }) => labels.rename(value, label)
  const template = compile(value, 'label', 'label_format', `template for label '${label}'`)
  return (line, labels) => {
    try {
      line.labels.set(label, template(labels(), contextOf(line)))
    }
    catch (error) {
      if (!(error instanceof TemplateError)) throw error
      line.labels.fail(FAILED, error.message)
    }
  }
}

function check(formats: readonly LabelFormat[]): void {
  const names = formats.map(({ label }) => label)
  if (names.includes(ERROR_LABEL)) throw new PipelineError('label_format', `${ERROR_LABEL} cannot be formatted`)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new PipelineError('label_format', `multiple label name '${twice}' not allowed in a single format operation`)
}

type Snapshot = Pick<Labels, 'get' | 'names'>

function snapshotOf(labels: Labels): Snapshot {
  const names = labels.names()
  const values = new Map(names.map(name => [name, labels.get(name)!]))
  return { get: name => values.get(name), names: () => names }
}
