import { BUILTINS } from './builtins'
import { TemplateError } from './errors'
import { Evaluator, type Evaluate, type Frame } from './evaluator'
import type { LineContext, TemplateFunction } from './functions'
import { LOKI_FUNCTIONS } from './library'
import type { ParsedTemplate, TemplateNode } from './nodes'
import { parseTemplate } from './parser'
import { entriesOf, isTrue, LabelValues, printValue, type LabelMap, type Value } from './values'

export { TemplateError } from './errors'
export type { LineContext } from './functions'
export type { LabelMap } from './values'

const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([...BUILTINS, ...LOKI_FUNCTIONS])
const NAMES: ReadonlySet<string> = new Set([...FUNCTIONS.keys(), 'and', 'or'])
/** Templates that call each other. */
const MAX_CALLS = 100
/** Rounds of all loops of one execution. */
const MAX_ROUNDS = 100_000

/** The names of all functions that a template may call. */
export const TEMPLATE_FUNCTIONS: readonly string[] = [...NAMES].sort()

/** Makes the text of one line. @throws TemplateError */
export type Template = (labels: LabelMap, context: LineContext) => string

/**
 * A template as Loki's `line_format` and `label_format` have them: Go's text/template with a library of its own
 * (https://grafana.com/docs/loki/latest/query/template_functions/). It is read once.
 * @param name is what its errors call it
 * @throws TemplateError when it can't be read
 */
export function compileTemplate(source: string, name: 'line' | 'label'): Template {
  const parsed = parseTemplate(source, name, NAMES)
  const run = new Compiler(parsed).all()
  return (labels, context) => {
    const dot = new LabelValues(labels)
    const frame: Frame = { context, dot, variables: [{ name: '$', value: dot }], output: [], size: 0, depth: 0 }
    run(frame)
    return frame.output.length === 1 ? frame.output[0]! : frame.output.join('')
  }
}

/** What a statement leaves its loop with. */
type Signal = 'break' | 'continue' | undefined
type Statement = (frame: Frame) => Signal | void

class Compiler {
  private readonly evaluator: Evaluator
  private readonly defined = new Map<string, Statement>()

  constructor(private readonly parsed: ParsedTemplate) {
    this.evaluator = new Evaluator(parsed, FUNCTIONS)
  }

  all(): Statement {
    for (const [name, nodes] of this.parsed.defined) this.defined.set(name, this.block(nodes))
    return this.block(this.parsed.body)
  }

  private block(nodes: readonly TemplateNode[]): Statement {
    const statements = nodes.map(node => this.statement(node))
    return (frame) => {
      for (const statement of statements) {
        const signal = statement(frame)
        if (signal !== undefined) return signal
      }
    }
  }

  private statement(node: TemplateNode): Statement {
    switch (node.kind) {
      case 'text': return (frame) => { this.evaluator.write(frame, node.text) }
      case 'break':
      case 'continue': return () => node.kind
      case 'template': return this.template(node)
      case 'action': {
        const evaluate = this.evaluator.pipe(node.pipe)
        const isSilent = node.pipe.variables.length > 0
        return (frame) => {
          const value = evaluate(frame)
          if (!isSilent) this.evaluator.write(frame, printValue(value))
        }
      }
      case 'range': return this.range(node)
      default: return this.branch(node)
    }
  }

  private branch({ kind, pipe, body, otherwise }: Extract<TemplateNode, { kind: 'if' | 'with' | 'range' }>): Statement {
    const evaluate = this.evaluator.pipe(pipe)
    const [then, or] = [this.block(body), this.block(otherwise)]
    return frame => scoped(frame, () => {
      const value = evaluate(frame)
      const isChosen = isTrue(value)
      if (isChosen && kind === 'with') frame.dot = value
      return isChosen ? then(frame) : or(frame)
    })
  }

  private range({ pipe, body, otherwise }: Extract<TemplateNode, { kind: 'if' | 'with' | 'range' }>): Statement {
    const evaluate: Evaluate = this.evaluator.pipe({ ...pipe, variables: [] })
    const [then, or] = [this.block(body), this.block(otherwise)]
    return frame => scoped(frame, () => {
      const value = evaluate(frame)
      const items = this.itemsOf(value, pipe.at, pipe.text)
      if (items.length > MAX_ROUNDS) throw this.evaluator.fail(pipe.at, pipe.text, `range over more than ${MAX_ROUNDS} items`)
      if (items.length === 0) return or(frame)
      for (const [key, item] of items) {
        const signal = scoped(frame, () => {
          setLoopVariables(frame, pipe.variables, pipe.isAssignment, key, item)
          frame.dot = item
          return then(frame)
        })
        if (signal === 'break') break
      }
      return undefined
    })
  }

  private itemsOf(value: Value, at: number, text: string): [Value, Value][] {
    if (Array.isArray(value)) return value.map((item, i): [Value, Value] => [BigInt(i), item])
    if (value instanceof Map || value instanceof LabelValues) return entriesOf(value)
    if (typeof value === 'bigint' && value <= MAX_ROUNDS) return Array.from({ length: Math.max(0, Number(value)) }, (_, i): [Value, Value] => [BigInt(i), BigInt(i)])
    if (value === null || value === undefined) return []
    throw this.evaluator.fail(at, text, `range can't iterate over ${printValue(value)}`)
  }

  private template({ name, pipe, at }: Extract<TemplateNode, { kind: 'template' }>): Statement {
    const evaluate = pipe && this.evaluator.pipe(pipe)
    return (frame) => {
      const body = this.defined.get(name)
      if (body === undefined) throw this.evaluator.fail(at, `{{template "${name}"}}`, `template "${name}" not defined`)
      if (frame.depth >= MAX_CALLS) throw new TemplateError(`template: ${this.parsed.name}: exceeded maximum template depth (${MAX_CALLS})`)
      const dot = evaluate?.(frame)
      const inner: Frame = { ...frame, dot, variables: [{ name: '$', value: dot }], depth: frame.depth + 1 }
      body(inner)
      frame.size = inner.size
    }
  }
}

/** Variables and the dot of a block end with it. */
function scoped(frame: Frame, run: () => Signal | void): Signal {
  const { dot, variables: { length } } = frame
  const signal = run() ?? undefined
  frame.dot = dot
  frame.variables.length = length
  return signal
}

function setLoopVariables(frame: Frame, names: readonly string[], isAssignment: boolean, key: Value, item: Value): void {
  const values = names.length === 2 ? [key, item] : [item]
  for (const [i, name] of names.entries()) {
    if (isAssignment) frame.variables.findLast(variable => variable.name === name)!.value = values[i]
    else frame.variables.push({ name, value: values[i] })
  }
}
