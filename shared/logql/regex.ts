import { RE2JS } from 're2js'

/** Steps of the program that an expression becomes: one such as `(a{1000}){1000}` is refused. */
const MAX_PROGRAM = 20_000
/** Characters that replacing may make of a text. */
const MAX_REPLACED = 1024 * 1024
/** `$name` as far as it goes, `${name}`, `$$`. */
const REFERENCE = /\$(?:\$|(\w+)|\{(\w+)\})/g

/**
 * A regular expression of RE2's syntax, which is Go's and so Loki's (https://github.com/google/re2/wiki/Syntax). It is
 * matched in linear time: nobody can stop the server with an expression.
 */
export class Regex {
  private readonly groupNumbers: Record<string, number>

  private constructor(private readonly compiled: RE2JS) {
    this.groupNumbers = compiled.namedGroups()
    this.names = Object.entries(this.groupNumbers).sort(([, a], [, b]) => a - b).map(([name]) => name)
  }

  /** @throws Error that says what is wrong with the expression */
  static compile(expression: string): Regex {
    const compiled = RE2JS.compile(expression)
    if (compiled.programSize() > MAX_PROGRAM) throw new Error('the expression is too large')
    return new Regex(compiled)
  }

  /** The names of its groups, in their order. */
  readonly names: readonly string[]

  /** Whether it is found anywhere in the text. */
  isIn(text: string): boolean {
    return this.compiled.test(text)
  }

  /** Whether it is the whole text. */
  is(text: string): boolean {
    return this.compiled.testExact(text)
  }

  /** The named groups of the first match, empty where one takes no part; undefined when there is no match. */
  groups(text: string): Map<string, string> | undefined {
    const matcher = this.compiled.matcher(text)
    return matcher.find() ? new Map(this.names.map(name => [name, matcher.group(name) ?? ''])) : undefined
  }

  /** What a template with `$1` or `${name}` becomes when the whole text matches; undefined when it does not. */
  expandWhole(text: string, template: string): string | undefined {
    const matcher = this.compiled.matcher(text)
    return matcher.matches() ? this.expand(template, group => matcher.group(group) ?? '', matcher.groupCount()) : undefined
  }

  /** Every match is replaced; `$1` and `${name}` stand for groups, as in Go. */
  replaceAll(text: string, template: string): string {
    const groups = this.compiled.groupCount()
    return this.replace(text, group => this.expand(template, group, groups))
  }

  replaceAllLiteral(text: string, replacement: string): string {
    return this.replace(text, () => replacement)
  }

  /** How often it is found. */
  count(text: string): number {
    let count = 0
    this.replace(text, () => {
      count++
      return ''
    })
    return count
  }

  /** Where it is found: begin and end of each match that is not empty, of so many at most. */
  spans(text: string, most: number): [number, number][] {
    const matcher = this.compiled.matcher(text)
    const spans: [number, number][] = []
    while (spans.length < most && matcher.find()) {
      if (matcher.end() > matcher.start()) spans.push([matcher.start(), matcher.end()])
    }
    return spans
  }

  private replace(text: string, replacement: (group: (number: number) => string) => string): string {
    const matcher = this.compiled.matcher(text)
    let replaced = ''
    let at = 0
    let last = -1
    while (matcher.find()) {
      // Go finds nothing empty directly behind a match.
      if (matcher.end() === matcher.start() && matcher.start() === last) continue
      replaced += text.slice(at, matcher.start()) + replacement(number => matcher.group(number) ?? '')
      if (replaced.length > MAX_REPLACED) throw new Error(`the text would be longer than ${MAX_REPLACED} characters`)
      at = matcher.end()
      last = at
    }
    return replaced + text.slice(at)
  }

  private expand(template: string, group: (number: number) => string, groups: number): string {
    if (!template.includes('$')) return template
    return template.replace(REFERENCE, (whole, bare: string | undefined, braced: string | undefined) => {
      const name = bare ?? braced
      if (name === undefined) return whole.slice(1)
      const number = /^\d+$/.test(name) ? Number(name) : this.groupNumbers[name] ?? -1
      return number >= 0 && number <= groups ? group(number) : ''
    })
  }
}
