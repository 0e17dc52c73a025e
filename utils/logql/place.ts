/** What may be written at a place of a query, and from where on the word there goes. */
export type Place = { readonly from: number } & (
  /** Where an expression begins. */
  | { readonly kind: 'start' }
  /** A label of a selector; of `log` are the matchers before it. */
  | { readonly kind: 'label', readonly log: string }
  /** What a label is compared by. */
  | { readonly kind: 'operator', readonly comparisons: boolean }
  /** What a label is compared with; `quote` opens the string that the cursor is in. */
  | { readonly kind: 'value', readonly log: string, readonly label: string, readonly regex: boolean, readonly quote: '"' | '`' | '' }
  /** Behind a selector or a stage. */
  | { readonly kind: 'pipe', readonly ranged: boolean }
  /** Behind a `|`. */
  | { readonly kind: 'stage', readonly log: string, readonly ranged: boolean }
  /** A list of labels: by (…), drop, keep, unwrap. */
  | { readonly kind: 'fields', readonly log: string, readonly of: 'grouping' | 'drop' | 'unwrap' }
  /** Inside of `{{ }}`. */
  | { readonly kind: 'template', readonly log: string }
  /** Inside of `[ ]`. */
  | { readonly kind: 'duration' }
  /** Behind an aggregation. */
  | { readonly kind: 'after' }
)

interface Token { readonly text: string, readonly start: number }

const TOKEN = /\s+|#[^\n]*|"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|\[[^\]]*\]?|\d[\w.]*|[\p{L}_][\p{L}\p{Nd}_]*(?:\.[\p{L}\p{Nd}_]*)*|\|=|\|~|\|>|!=|!~|!>|=~|==|>=|<=|[^]/gu
const SPACE = /^(?:\s|#)/
const WORD = /^[\p{L}_]/u
const LINE_FILTERS = new Set(['|=', '|~', '|>', '!=', '!~', '!>'])
const OPERATORS = new Set(['=', '!=', '=~', '!~', '==', '>', '>=', '<', '<='])

const isClosed = ({ text }: Token, closing: string) => text.length > 1 && text.endsWith(closing) && !(closing === '"' && /(?:^|[^\\])(?:\\\\)*\\"$/.test(text))

/** What may stand at a place of a text, however unfinished it is; undefined where nothing can be said, as in a comment. */
export function placeAt(text: string, at: number): Place | undefined {
  const all = Array.from(text.slice(0, at).matchAll(TOKEN), ({ 0: found, index }): Token => ({ text: found, start: index }))
  const last = all.at(-1)
  if (last?.text.startsWith('#')) return undefined
  const tokens = all.filter(token => !SPACE.test(token.text))
  if (last === undefined || SPACE.test(last.text)) return new Reader(text, tokens).place(at)
  if (last.text.startsWith('[') && !last.text.endsWith(']')) return { kind: 'duration', from: last.start + 1 }
  const quote = last.text[0]
  if ((quote === '"' || quote === '`') && !isClosed(last, quote)) return new Reader(text, tokens.slice(0, -1)).inString(last, quote)
  return WORD.test(last.text) ? new Reader(text, tokens.slice(0, -1)).place(last.start) : new Reader(text, tokens).place(at)
}

/** Reads what stands before a place, and remembers only what decides about it. */
class Reader {
  private mode: 'expression' | 'selector' | 'log' | 'ranged' = 'expression'
  private logStart = 0
  /** Of the stage, or of the matcher, that the place is in. */
  private stageStart = 0
  private stage: string[] | undefined
  private depth = 0
  private readonly calls: string[] = []
  private before = ''

  constructor(private readonly text: string, tokens: readonly Token[]) {
    for (const token of tokens) {
      this.read(token)
      this.before = token.text
    }
  }

  place(from: number): Place | undefined {
    switch (this.mode) {
      case 'selector': return this.inMatcher(from, '')
      case 'log': return this.inStage(from)
      case 'ranged': return { kind: 'after', from }
      default: return this.inExpression(from)
    }
  }

  inString({ text, start }: Token, quote: '"' | '`'): Place | undefined {
    const [word, ...rest] = this.stage ?? []
    if (this.mode === 'selector') return this.inMatcher(start + 1, quote)
    if (this.mode !== 'log' || word === undefined) return undefined
    const isTemplate = word === '|line_format' || (word === '|label_format' && rest.at(-1) === '=')
    if (isTemplate) return text.lastIndexOf('{{') > text.lastIndexOf('}}') ? { kind: 'template', from: start + lastWord(text), log: this.log() } : undefined
    return this.comparing(start + 1, quote)
  }

  private read(token: Token): void {
    const { text, start } = token
    if (text === '{') return this.begin('selector', start)
    if (this.mode === 'selector') return this.readMatcher(token)
    if (this.mode === 'log' && this.readStage(token)) return
    if (text === '(') this.calls.push(this.before)
    if (text === ')') this.calls.pop()
    if (text.startsWith('[')) this.mode = 'ranged'
    else if (text === ')' || this.mode === 'log') this.mode = 'expression'
  }

  private begin(mode: 'selector' | 'log', start: number): void {
    if (mode === 'selector') this.logStart = start
    this.mode = mode
    this.stageStart = start
    this.stage = mode === 'selector' ? [] : undefined
    this.depth = 0
  }

  private readMatcher({ text, start }: Token): void {
    if (text === '}') return this.begin('log', start + 1)
    if (text !== ',') return void this.stage?.push(text)
    this.stage = []
    this.stageStart = start
  }

  /** Whether the token belongs to the lines' part of the query. */
  private readStage({ text, start }: Token): boolean {
    const comparing = this.stage !== undefined && WORD.test(this.stage.at(-1)?.replace(/^\|/, '') ?? '') && !isStageWord(this.stage)
    if (text === '|' || (LINE_FILTERS.has(text) && !comparing)) {
      this.stage = [text]
      this.stageStart = start
      return true
    }
    if (text.startsWith('[') || this.stage === undefined) return false
    if (text === '(') this.depth++
    if (text === ')' && --this.depth < 0) return false
    if (this.stage.length === 1 && this.stage[0] === '|') this.stage = [`|${text}`]
    else this.stage.push(text)
    return true
  }

  private inMatcher(from: number, quote: '"' | '`' | ''): Place | undefined {
    const [label, operator, value] = this.stage ?? []
    const before = this.text.slice(this.logStart + 1, this.stageStart).trim()
    const log = `{${before}}`
    if (label === undefined) return quote === '' ? { kind: 'label', from, log } : undefined
    if (operator === undefined) return quote === '' ? { kind: 'operator', from, comparisons: false } : undefined
    return value === undefined ? { kind: 'value', from, log, label, quote, regex: operator.includes('~') } : undefined
  }

  private inStage(from: number): Place | undefined {
    const { stage } = this
    const ranged = this.calls.length > 0
    if (stage === undefined) return { kind: 'pipe', from, ranged }
    const [word, ...rest] = stage
    if (word === '|') return { kind: 'stage', from, log: this.log(), ranged }
    if (!word!.startsWith('|') || LINE_FILTERS.has(word!)) return rest.length > 0 ? { kind: 'pipe', from, ranged } : undefined
    return this.inKnownStage(from, word!.slice(1), rest, ranged) ?? this.comparing(from, '') ?? { kind: 'pipe', from, ranged }
  }

  private inKnownStage(from: number, word: string, rest: string[], ranged: boolean): Place | undefined {
    const wantsLabel = rest.length === 0 || rest.at(-1) === ','
    if ((word === 'drop' || word === 'keep') && wantsLabel) return { kind: 'fields', from, log: this.log(), of: 'drop' }
    if (word === 'unwrap' && (rest.length === 0 || rest.at(-1) === '(')) return { kind: 'fields', from, log: this.log(), of: 'unwrap' }
    return isStageWord([`|${word}`]) && !OPERATORS.has(rest[0] ?? '') ? { kind: 'pipe', from, ranged } : undefined
  }

  /** In a filter on labels: behind its label or its operator, or where another begins. */
  private comparing(from: number, quote: '"' | '`' | ''): Place | undefined {
    const words = (this.stage ?? []).map((word, index) => index === 0 ? word.replace(/^\|/, '') : word)
    const [label, operator] = [words.at(-2) ?? '', words.at(-1) ?? '']
    if (OPERATORS.has(operator) && WORD.test(label)) return { kind: 'value', from, log: this.log(), label, quote, regex: operator.includes('~') }
    if (quote !== '') return undefined
    if (['and', 'or', ',', '('].includes(operator)) return { kind: 'fields', from, log: this.log(), of: 'drop' }
    return WORD.test(operator) && operator !== ')' ? { kind: 'operator', from, comparisons: true } : undefined
  }

  private inExpression(from: number): Place {
    const call = this.calls.at(-1)?.toLowerCase()
    if (call === 'by' || call === 'without') return { kind: 'fields', from, log: this.firstLog(), of: 'grouping' }
    return this.before === ')' ? { kind: 'after', from } : { kind: 'start', from }
  }

  /** The log query as far as it is finished before the stage that is being written. */
  private log(): string {
    return this.text.slice(this.logStart, this.stageStart).trim()
  }

  /** Of a grouping, which may stand before its log query: the first one there is. */
  private firstLog(): string {
    return /\{[^}]*\}(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|[^["`])*/.exec(this.text)?.[0].trim() ?? '{}'
  }
}

const STAGE_WORDS = new Set(['json', 'logfmt', 'regexp', 'pattern', 'unpack', 'line_format', 'label_format', 'decolorize', 'drop', 'keep', 'search', 'unwrap'])
/** Whether a stage is no filter on labels. */
const isStageWord = ([word = '']: readonly string[]) => STAGE_WORDS.has(word.replace(/^\|/, '').toLowerCase())

/** Where the word at the end of a text begins; a dot before it belongs to it. */
const lastWord = (text: string) => text.length - (/\.?[\w]*$/.exec(text)?.[0].length ?? 0)
