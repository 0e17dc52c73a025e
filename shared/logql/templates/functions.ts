import type { Value } from './values'

export type ParameterType = 'any' | 'string' | 'int' | 'float' | 'bool' | 'time'

/** The line that a template is made for. */
export interface LineContext {
  readonly line: string
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint
}

export interface TemplateFunction {
  readonly parameters: readonly ParameterType[]
  /** Of the arguments behind those, any number of them. */
  readonly rest?: ParameterType
  /** @throws CallError */
  readonly call: (args: readonly never[], context: LineContext) => Value
}

interface Types { any: Value, string: string, int: bigint, float: number, bool: boolean, time: import('./time').GoTime }
type Arguments<P extends readonly ParameterType[]> = { [K in keyof P]: Types[P[K]] }

/** A function with as many arguments as it has parameters. */
export function define<const P extends readonly ParameterType[]>(parameters: P, call: (...args: Arguments<P>) => Value): TemplateFunction {
  return { parameters, call: args => call(...args as unknown as Arguments<P>) }
}

/** A function of any number of arguments. */
export function defineMany<const P extends readonly ParameterType[], R extends ParameterType>(
  parameters: P, rest: R, call: (...args: [...Arguments<P>, ...Types[R][]]) => Value,
): TemplateFunction {
  return { parameters, rest, call: args => call(...args as unknown as [...Arguments<P>, ...Types[R][]]) }
}

/** A function that knows the line. */
export const defineOfLine = (call: (context: LineContext) => Value): TemplateFunction => ({ parameters: [], call: (_args, context) => call(context) })
