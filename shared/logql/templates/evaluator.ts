import { quote } from '../strings'
import { checkArgument } from './arguments'
import { CallError, TemplateError } from './errors'
import { fieldsOf } from './fields'
import type { LineContext, TemplateFunction } from './functions'
import { lineOf } from './lexer'
import type { CommandNode, ParsedTemplate, PipeNode, TermNode } from './nodes'
import { isTrue, type Value } from './values'

/** Characters that a template may write for one line. */
const MAX_OUTPUT = 1024 * 1024

/** The state of one execution. */
export interface Frame {
  readonly context: LineContext
  dot: Value
  readonly variables: { name: string, value: Value }[]
  readonly output: string[]
  size: number
  /** Calls of templates in each other. */
  depth: number
}

export type Evaluate = (frame: Frame) => Value
/** A term that may take arguments; `final` is what came through the pipe. */
type Call = (frame: Frame, final: Value | typeof NONE) => Value

const NONE = Symbol('no value')

/** Terms, commands and pipelines of one template, made into functions once. */
export class Evaluator {
  constructor(private readonly template: ParsedTemplate, private readonly functions: ReadonlyMap<string, TemplateFunction>) {}

  write(frame: Frame, text: string): void {
    frame.size += text.length
    if (frame.size > MAX_OUTPUT) throw new TemplateError(`template: ${this.template.name}: the result is longer than ${MAX_OUTPUT} characters`)
    frame.output.push(text)
  }

  /** An error at a node, worded as Go words it. */
  fail(at: number, context: string, reason: string): TemplateError {
    const before = this.template.source.slice(0, at)
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length
    const { name } = this.template
    return new TemplateError(`template: ${name}:${lineOf(this.template.source, at)}:${column}: executing ${quote(name)} at <${context}>: ${reason}`)
  }

  pipe(pipe: PipeNode): Evaluate {
    const calls = pipe.commands.map(command => this.command(command))
    const [variable] = pipe.variables
    const run: Evaluate = (frame) => {
      let value = calls[0]!(frame, NONE)
      for (let i = 1; i < calls.length; i++) value = calls[i]!(frame, value)
      return value
    }
    // `range` sets its variables by itself.
    if (variable === undefined || pipe.variables.length > 1) return run
    return (frame) => {
      const value = run(frame)
      if (pipe.isAssignment) frame.variables.findLast(({ name }) => name === variable)!.value = value
      else frame.variables.push({ name: variable, value })
      return value
    }
  }

  private command({ terms, at, text }: CommandNode): Call {
    const [first, ...args] = terms as [TermNode, ...TermNode[]]
    switch (first.kind) {
      case 'function': return this.call(first.name, args, at, text)
      case 'field': return this.fields(frame => frame.dot, first.names, args, first)
      case 'variable': return this.fields(variableOf(first.name), first.names, args, first)
      case 'chain': return this.fields(this.term(first.base), first.names, args, first)
      case 'nil': throw this.fail(first.at, first.text, 'nil is not a command')
      default: {
        const evaluate = this.term(first)
        const firstText = first.kind === 'pipe' ? `(${first.text})` : first.text
        return (frame, final) => {
          if (args.length > 0 || final !== NONE) throw this.fail(first.at, first.text, `can't give argument to non-function ${firstText}`)
          return evaluate(frame)
        }
      }
    }
  }

  private term(term: TermNode): Evaluate {
    switch (term.kind) {
      case 'dot': return frame => frame.dot
      case 'nil': return () => null
      case 'constant': return () => term.value
      case 'pipe': return this.pipe(term.pipe)
      default: {
        const call = this.command({ terms: [term], at: term.at, text: term.text })
        return frame => call(frame, NONE)
      }
    }
  }

  private fields(base: Evaluate, names: readonly string[], args: readonly TermNode[], node: TermNode): Call {
    const evaluated = args.map(arg => this.term(arg))
    return (frame, final) => {
      const piped = final === NONE ? [] : [final]
      try {
        return fieldsOf(base(frame), names, { count: evaluated.length + piped.length, values: () => [...evaluated.map(evaluate => evaluate(frame)), ...piped] })
      }
      catch (error) {
        throw error instanceof CallError ? this.fail(node.at, node.text, error.message) : error
      }
    }
  }

  private call(name: string, args: readonly TermNode[], at: number, text: string): Call {
    if (name === 'and' || name === 'or') return this.shortCircuit(name, args)
    const { parameters, rest, call } = this.functions.get(name)!
    const evaluated = args.map(arg => this.term(arg))
    const wanted = rest === undefined ? String(parameters.length) : `at least ${parameters.length}`
    const typeOf = (i: number) => parameters[i] ?? rest!
    return (frame, final) => {
      const count = evaluated.length + (final === NONE ? 0 : 1)
      if (count < parameters.length || (rest === undefined && count > parameters.length)) {
        throw this.fail(at, text, `wrong number of args for ${name}: want ${wanted} got ${count}`)
      }
      const values = evaluated.map((evaluate, i) => this.checked(evaluate(frame), typeOf(i), args[i]!))
      if (final !== NONE) values.push(this.checked(final, typeOf(values.length), { at, text }))
      try {
        return call(values as never[], frame.context)
      }
      catch (error) {
        throw error instanceof CallError ? this.fail(at, text, `error calling ${name}: ${error.message}`) : error
      }
    }
  }

  private checked(value: Value, type: TemplateFunction['parameters'][number], node: { at: number, text: string }): Value {
    const checked = checkArgument(value, type, node)
    if (checked.problem !== undefined) throw this.fail(node.at, node.text, checked.problem)
    return checked.value
  }

  /** `and` and `or` stop at the first argument that decides. */
  private shortCircuit(name: 'and' | 'or', args: readonly TermNode[]): Call {
    const evaluated = args.map(arg => this.term(arg))
    return (frame, final) => {
      let value: Value = null
      for (const evaluate of evaluated) {
        value = evaluate(frame)
        if (isTrue(value) === (name === 'or')) return value
      }
      return final === NONE ? value : final
    }
  }
}

function variableOf(name: string): Evaluate {
  return frame => frame.variables.findLast(variable => variable.name === name)?.value
}
