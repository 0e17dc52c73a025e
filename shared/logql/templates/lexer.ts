import { TemplateError } from './errors'
import type { TemplateToken, TemplateTokenKind } from './tokens'

const OPEN = '{{'
const CLOSE = '}}'
const COMMENT = /^\{\{(- )?\/\*/
const SPACE = /[ \t\r\n]/

/** What stands inside an action; the order matters. */
const FORMS: readonly (readonly [TemplateTokenKind, RegExp])[] = [
  ['space', /[ \t\r\n]+/y],
  ['number', /[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?)(?![\p{L}\p{Nd}_])/uy],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['identifier', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.)+'/y],
  ['declare', /:=/y],
  ['assign', /=/y],
  ['pipe', /\|/y],
  ['comma', /,/y],
  ['leftParen', /\(/y],
  ['rightParen', /\)/y],
]

/** Cuts a template into texts and actions, as Go's text/template/parse does. @throws TemplateError */
export function tokenizeTemplate(source: string, name: string): TemplateToken[] {
  return new TemplateLexer(source, name).run()
}

class TemplateLexer {
  private readonly tokens: TemplateToken[] = []
  private at = 0

  constructor(private readonly source: string, private readonly name: string) {}

  run(): TemplateToken[] {
    let trimLeft = false
    while (this.at < this.source.length) {
      const open = this.source.indexOf(OPEN, this.at)
      const end = open < 0 ? this.source.length : open
      const trimRight = open >= 0 && this.source[open + 2] === '-' && SPACE.test(this.source[open + 3] ?? '')
      this.text(end, trimLeft, trimRight)
      if (open < 0) break
      trimLeft = COMMENT.test(this.source.slice(open, open + 6)) ? this.comment(open) : this.action(open, trimRight)
    }
    this.tokens.push({ kind: 'end', text: '', at: this.source.length })
    return this.tokens
  }

  private text(end: number, trimLeft: boolean, trimRight: boolean): void {
    let text = this.source.slice(this.at, end)
    if (trimLeft) text = text.replace(/^[ \t\r\n]+/, '')
    if (trimRight) text = text.replace(/[ \t\r\n]+$/, '')
    if (text !== '') this.tokens.push({ kind: 'text', text, at: this.at })
    this.at = end
  }

  /** @returns whether the text behind is trimmed */
  private comment(open: number): boolean {
    const end = this.source.indexOf('*/', open)
    if (end < 0) throw this.error('unclosed comment', open)
    const trimmed = this.source.startsWith(' -}}', end + 2)
    if (!trimmed && !this.source.startsWith(CLOSE, end + 2)) throw this.error('comment ends before closing delimiter', open)
    this.at = end + (trimmed ? 6 : 4)
    return trimmed
  }

  private action(open: number, trimmed: boolean): boolean {
    this.tokens.push({ kind: 'open', text: OPEN, at: open })
    this.at = open + (trimmed ? 3 : 2)
    for (;;) {
      const trimsRight = /^[ \t\r\n]-\}\}/.test(this.source.slice(this.at, this.at + 4))
      if (trimsRight || this.source.startsWith(CLOSE, this.at)) {
        this.tokens.push({ kind: 'close', text: CLOSE, at: this.at })
        this.at += trimsRight ? 4 : 2
        return trimsRight
      }
      this.inside()
    }
  }

  private inside(): void {
    if (this.at >= this.source.length) throw this.error('unclosed action', this.at)
    for (const [kind, form] of FORMS) {
      form.lastIndex = this.at
      const found = form.exec(this.source)
      if (found === null) continue
      if (kind === 'number' && !this.mayBeNumber(found[0])) continue
      // A space before -}} belongs to it.
      const text = kind === 'space' && this.source.startsWith('-}}', this.at + found[0].length) ? found[0].slice(0, -1) : found[0]
      if (text !== '') this.tokens.push({ kind, text, at: this.at })
      this.at += text.length
      this.checkEnd(kind, text)
      return
    }
    throw this.unreadable()
  }

  /** `.5` directly behind a term is no number there either way. */
  private mayBeNumber(text: string): boolean {
    const last = this.tokens.at(-1)!.kind
    return !/^[+-]/.test(text) || ['space', 'open', 'leftParen', 'pipe', 'comma'].includes(last)
  }

  /** What may follow a word, as in Go: `{{.foo-bar}}` is refused. */
  private checkEnd(kind: TemplateTokenKind, text: string): void {
    if (!['field', 'variable', 'identifier'].includes(kind)) return
    const next = this.source[this.at]
    if (next === undefined || /[ \t\r\n.,|:=()]/.test(next) || this.source.startsWith(CLOSE, this.at)) return
    throw this.error(`bad character ${describe(next)}`, this.at - text.length)
  }

  private unreadable(): TemplateError {
    const char = String.fromCodePoint(this.source.codePointAt(this.at)!)
    if (char === '"') return this.error('unterminated quoted string', this.at)
    if (char === '`') return this.error('unterminated raw quoted string', this.at)
    if (char === '\'') return this.error('unterminated character constant', this.at)
    if (char === ':') return this.error('expected :=', this.at)
    if (/[\d+-]/.test(char)) return this.error(`bad number syntax: ${JSON.stringify(/^[^\s}|)]*/.exec(this.source.slice(this.at))![0])}`, this.at)
    return this.error(`unexpected ${describe(char)} in command`, this.at)
  }

  private error(reason: string, at: number): TemplateError {
    return new TemplateError(`template: ${this.name}:${lineOf(this.source, at)}: ${reason}`)
  }
}

const describe = (char: string) => `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`

export const lineOf = (source: string, at: number) => source.slice(0, at).split('\n').length
