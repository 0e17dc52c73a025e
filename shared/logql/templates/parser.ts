import { quote } from '../strings'
import { TemplateError } from './errors'
import { lineOf, tokenizeTemplate } from './lexer'
import type { CommandNode, ParsedTemplate, PipeNode, TemplateNode } from './nodes'
import { readTerm } from './terms'
import type { TemplateToken, TemplateTokenKind } from './tokens'

/** Blocks and parentheses in each other. */
const MAX_DEPTH = 100

/**
 * Reads a template of Go's text/template (https://pkg.go.dev/text/template).
 * @param name is what Go's errors call it
 * @param functions are those that may be called
 * @throws TemplateError worded as Go words it
 */
export function parseTemplate(source: string, name: string, functions: ReadonlySet<string>): ParsedTemplate {
  const parser = new TemplateParser(source, name, functions)
  return { name, source, body: parser.all(), defined: parser.defined }
}

interface Body { nodes: TemplateNode[], end: string }

export class TemplateParser {
  readonly defined = new Map<string, readonly TemplateNode[]>()
  private readonly tokens: readonly TemplateToken[]
  private index = 0
  private depth = 0
  private loops = 0
  private variables = ['$']

  constructor(readonly source: string, private readonly name: string, readonly functions: ReadonlySet<string>) {
    this.tokens = tokenizeTemplate(source, name)
  }

  all(): TemplateNode[] {
    const { nodes, end } = this.body()
    if (end !== '') throw this.error(`unexpected {{${end}}}`)
    return nodes
  }

  get token(): TemplateToken { return this.tokens[this.index]! }

  next(): TemplateToken {
    const { token } = this
    if (token.kind !== 'end') this.index++
    return token
  }

  accept(kind: TemplateTokenKind): TemplateToken | undefined {
    return this.token.kind === kind ? this.next() : undefined
  }

  skipSpace(): TemplateToken {
    this.accept('space')
    return this.token
  }

  error(reason: string, at = this.token.at): TemplateError {
    return new TemplateError(`template: ${this.name}:${lineOf(this.source, at)}: ${reason}`)
  }

  unexpected(context: string): TemplateError {
    const { kind, text } = this.token
    if (kind === 'end') return this.error('unexpected EOF')
    return this.error(`unexpected ${kind === 'close' || kind === 'open' ? quote(text) : `<${text}>`} in ${context}`)
  }

  hasVariable(name: string): boolean { return this.variables.includes(name) }

  nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw this.error('exceeded max depth')
    const result = read()
    this.depth--
    return result
  }

  /** Commands up to the token that ends them, which is taken too. */
  pipeline(context: string, end: 'close' | 'rightParen'): PipeNode {
    const { at } = this.skipSpace()
    const { names, isAssignment } = this.declarations(context)
    const commands: CommandNode[] = []
    for (;;) {
      this.skipSpace()
      if (this.accept(end)) break
      commands.push(this.command(context, end))
    }
    if (commands.length === 0) throw this.error(`missing value for ${context}`)
    const late = commands.slice(1).find(({ terms: [first] }) => first!.kind === 'constant' || first!.kind === 'dot' || first!.kind === 'nil')
    if (late !== undefined) throw this.error(`non executable command in pipeline stage ${commands.indexOf(late) + 1}`)
    if (!isAssignment) this.variables.push(...names)
    const text = commands.map(command => command.text).join(' | ')
    return { at, text: names.length === 0 ? text : `${names.join(', ')} ${isAssignment ? '=' : ':='} ${text}`, variables: names, isAssignment, commands }
  }

  private declarations(context: string): { names: string[], isAssignment: boolean } {
    const start = this.index
    const names: string[] = []
    for (;;) {
      const variable = this.accept('variable')
      if (variable === undefined) break
      names.push(variable.text)
      this.skipSpace()
      const sign = this.accept('declare') ?? this.accept('assign')
      if (sign !== undefined) {
        const unknown = sign.kind === 'assign' ? names.find(name => !this.hasVariable(name)) : undefined
        if (unknown !== undefined) throw this.error(`undefined variable ${quote(unknown)}`)
        return { names, isAssignment: sign.kind === 'assign' }
      }
      if (this.accept('comma') === undefined) break
      if (context !== 'range' || names.length > 1) throw this.error(`too many declarations in ${context}`)
      this.skipSpace()
    }
    this.index = start
    return { names: [], isAssignment: false }
  }

  private command(context: string, end: TemplateTokenKind): CommandNode {
    const { at } = this.token
    const terms = []
    for (;;) {
      this.skipSpace()
      const term = readTerm(this, context)
      if (term !== undefined) terms.push(term)
      const { kind } = this.token
      if (kind === 'space') continue
      if (kind === end) break
      if (this.accept('pipe')) {
        if ([end, 'end'].includes(this.skipSpace().kind)) throw this.error(`missing value for ${context}`)
        break
      }
      throw this.unexpected(term === undefined ? context : 'operand')
    }
    if (terms.length === 0) throw this.error('empty command')
    return { at, text: terms.map(term => term.kind === 'pipe' ? `(${term.text})` : term.text).join(' '), terms }
  }

  /** Texts and actions up to `end`, `else` or the end of it all. */
  private body(): Body {
    const nodes: TemplateNode[] = []
    for (;;) {
      const token = this.next()
      if (token.kind === 'end') return { nodes, end: '' }
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', text: token.text })
        continue
      }
      const word = this.skipSpace().kind === 'identifier' ? this.token.text : ''
      if (word === 'end' || word === 'else') {
        this.next()
        return { nodes, end: word }
      }
      const node = this.action(word)
      if (node !== undefined) nodes.push(node)
    }
  }

  private action(word: string): TemplateNode | undefined {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        this.next()
        return this.nested(() => this.control(word))
      case 'break':
      case 'continue':
        this.next()
        if (this.loops === 0) throw this.error(`{{${word}}} outside {{range}}`)
        this.close(word)
        return { kind: word }
      case 'define':
      case 'block':
      case 'template':
        return this.named(word)
      default:
        return { kind: 'action', pipe: this.pipeline('command', 'close') }
    }
  }

  private control(kind: 'if' | 'with' | 'range'): TemplateNode {
    const outer = this.variables.length
    const pipe = this.pipeline(kind, 'close')
    if (kind === 'range') this.loops++
    const { nodes: body, end } = this.body()
    if (kind === 'range') this.loops--
    const otherwise = end === 'else' ? this.otherwise(kind) : this.ended(end)
    this.variables.length = outer
    return { kind, pipe, body, otherwise }
  }

  private otherwise(kind: 'if' | 'with' | 'range'): TemplateNode[] {
    const { kind: token, text } = this.skipSpace()
    // {{else if}} and {{else with}} share the end of what they stand in.
    if (kind !== 'range' && token === 'identifier' && text === kind) {
      this.next()
      return [this.nested(() => this.control(kind))]
    }
    this.close('else')
    const { nodes, end } = this.body()
    if (end === 'else') throw this.error('expected end; found {{else}}')
    this.ended(end)
    return nodes
  }

  private ended(end: string): TemplateNode[] {
    if (end !== 'end') throw this.error('unexpected EOF')
    this.close('end')
    return []
  }

  private close(context: string): void {
    this.skipSpace()
    if (this.accept('close') === undefined) throw this.unexpected(context)
  }

  private named(word: 'define' | 'block' | 'template'): TemplateNode | undefined {
    const { at } = this.next()
    this.skipSpace()
    const token = this.accept('string')
    if (token === undefined) throw this.unexpected(`${word} clause`)
    const name = token.text.slice(1, -1)
    this.skipSpace()
    if (word === 'define') {
      this.close('define clause')
      this.define(name)
      return undefined
    }
    const pipe = this.accept('close') === undefined ? this.pipeline(`${word} clause`, 'close') : undefined
    if (word === 'block') this.define(name)
    return { kind: 'template', name, at, ...(pipe && { pipe }) }
  }

  private define(name: string): void {
    const outer = this.variables
    this.variables = ['$']
    const { nodes, end } = this.nested(() => this.body())
    if (end !== 'end') throw this.error(end === '' ? 'unexpected EOF' : `unexpected {{${end}}} in define clause`)
    this.close('define clause')
    this.variables = outer
    this.defined.set(name, nodes)
  }
}
