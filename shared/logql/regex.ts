import { RE2JS } from 're2js'

/** Steps of the program that an expression becomes: one such as `(a{1000}){1000}` is refused. */
const MAX_PROGRAM = 20_000

/**
 * A regular expression of RE2's syntax, which is Go's and so Loki's (https://github.com/google/re2/wiki/Syntax). It is
 * matched in linear time: nobody can stop the server with an expression.
 */
export class Regex {
  private constructor(private readonly compiled: RE2JS) {}

  /** @throws Error that says what is wrong with the expression */
  static compile(expression: string): Regex {
    const compiled = RE2JS.compile(expression)
    if (compiled.programSize() > MAX_PROGRAM) throw new Error('the expression is too large')
    return new Regex(compiled)
  }

  /** Whether it is found anywhere in the text. */
  isIn(text: string): boolean {
    return this.compiled.test(text)
  }

  /** Whether it is the whole text. */
  is(text: string): boolean {
    return this.compiled.testExact(text)
  }

  /** The names of its groups, in their order. */
  get names(): string[] {
    return Object.entries(this.compiled.namedGroups()).sort(([, a], [, b]) => a - b).map(([name]) => name)
  }

  /** The named groups of the first match, empty where one takes no part; undefined when there is no match. */
  groups(text: string): Map<string, string> | undefined {
    const matcher = this.compiled.matcher(text)
    return matcher.find() ? new Map(this.names.map(name => [name, matcher.group(name) ?? ''])) : undefined
  }
}
