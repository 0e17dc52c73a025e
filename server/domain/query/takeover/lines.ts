import { printStage, type LabelChoice, type LabelFilter, type LabelFormat, type LogNode, type Matcher, type Stage } from '#shared/logql'
import { labelSql, ownLabelSql, type LabelSettings } from '../logql/label-sql'
import { quantitySql } from '../logql/quantity-sql'
import { comparisonSql, streamTestSql } from '../logql/label-test'
import { lineFilterSql } from '../logql/stage-sql'
import { quotedText } from '../sql/tokens'
import type { Context } from './context'
import { Literals, numberSql } from './literals'
import { Names } from './names'
import { parserFields, type ParserFields } from './parsers'
import type { Remarks } from './remarks'
import { searchSql } from './search'

const SIMPLE_TEMPLATE = /\{\{\s*\.(\w+)\s*\}\}/

/** Follows the stages of a log query in SQL that people read: which lines are left, and what their labels are. */
export class LineSql {
  readonly names: Names
  readonly conditions: string[]
  /** The line behind the stages. */
  line = 'Body'
  /** Labels that the stages look at, by the names that they have in the statement. */
  readonly shown = new Set<string>()
  private readonly literals = new Literals()
  private readonly changed = new Map<string, string>()
  private kept: ReadonlySet<string> | undefined
  private parser: ParserFields | undefined

  private readonly settings: LabelSettings
  private readonly remarks: Remarks

  constructor({ matchers }: Pick<LogNode, 'matchers'>, stages: readonly Stage[], { settings, remarks, columns }: Context) {
    [this.settings, this.remarks, this.names] = [settings, remarks, new Names(columns)]
    this.conditions = matchers.map(matcher => streamTestSql(matcher, this.literals, settings))
    for (const stage of stages) {
      const reason = this.add(stage)
      if (reason !== undefined) remarks.lack(printStage(stage), reason)
    }
  }

  /** Whether labels are no longer those that are stored with the line. */
  get isChanged(): boolean {
    return this.parser !== undefined || this.changed.size > 0 || this.kept !== undefined
  }

  /** A label behind the stages, by the name that it has in the statement; '' where a line has none. */
  label(name: string): string {
    const sql = this.changed.get(name) ?? this.labelBehindParser(name)
    if (/^[a-z_`]/.test(sql)) this.shown.add(sql)
    return sql
  }

  private labelBehindParser(name: string): string {
    if (this.kept !== undefined && !this.kept.has(name)) return '\'\''
    if (name.startsWith('__') || name.endsWith('_extracted')) {
      this.remarks.lack(name, 'Errors, and labels that were renamed because two had one name, are known to LogQL only')
      return '\'\''
    }
    // A line without a service may have an attribute of this name: that would hide the column from all who read on.
    if (name === 'service_name') return 'ServiceName'
    const field = this.parser?.field(name)
    if (field === undefined) return this.names.named(name, labelSql(name, this.literals, this.settings))
    const { own, standIn } = ownLabelSql(name, this.literals, this.settings)
    const stored = this.names.named(`stored_${name}`, own)
    const found = this.names.named(`found_${name}`, field)
    return this.names.named(name, `multiIf(${stored} != '', ${stored}, ${found} != '', ${found}, ${standIn ?? '\'\''})`)
  }

  /** The number that a label stands for, NULL where it is none. Durations are nanoseconds. */
  quantity(label: string, kind: 'number' | 'duration' | 'bytes'): string {
    const text = this.label(label)
    if (kind === 'number') return `toFloat64OrNull(${text})`
    const { value, isPlain } = quantitySql(text, kind)
    return this.names.named(`${label}_${kind === 'bytes' ? 'bytes' : 'nanoseconds'}`, `if(${isPlain}, ${value}, NULL)`)
  }

  /** @returns why the condition has no SQL; undefined where it was added */
  addFilter(filter: LabelFilter): string | undefined {
    const isOfErrors = filter.kind === 'matcher' && filter.matcher.label === '__error__'
    const condition = isOfErrors ? this.errorSql(filter.matcher) : this.filterSql(filter)
    if (condition === undefined) return isOfErrors ? 'Of errors, SQL can leave out the lines that are not of the format: __error__=""' : 'Ranges of addresses: write isIPAddressInRange(label, \'10.0.0.0/8\')'
    if (condition !== '1') this.conditions.push(condition)
    return undefined
  }

  private add(stage: Stage): string | undefined {
    switch (stage.kind) {
      case 'lineFilter': {
        if (this.line !== 'Body') return 'It looks at a line that an earlier stage has changed'
        const found = lineFilterSql(stage, this.literals)
        if (!found?.isExact) return 'Patterns and ranges of addresses in lines have no like in SQL. A regular expression has: |~ "…"'
        if (found.sql !== '1') this.conditions.push(found.sql)
        return undefined
      }
      case 'search':
        this.conditions.push(searchSql(stage.search, this.line))
        return undefined
      case 'labelFilter': return this.addFilter(stage.filter)
      case 'lineFormat': return this.addLineFormat(stage.template)
      case 'labelFormat': return this.addLabelFormat(stage.formats)
      case 'drop': return this.addDrop(stage.labels)
      case 'keep': return this.addKeep(stage.labels)
      default: return this.addParser(stage)
    }
  }

  private addParser(stage: Stage): string | undefined {
    if (this.isChanged) return 'Only one parser, and before what changes labels, can be followed in SQL'
    this.parser = parserFields(stage, this.line, this.remarks)
    return this.parser === undefined ? 'It has no like in SQL' : undefined
  }

  private errorSql({ operator, value }: Matcher): string | undefined {
    const isNone = (operator === '=' && value === '') || (operator === '!=' && value === 'JSONParserErr')
    return isNone ? this.parser?.isRead ?? '1' : undefined
  }

  private filterSql(filter: LabelFilter): string | undefined {
    switch (filter.kind) {
      case 'and':
      case 'or': {
        const [left, right] = [this.filterSql(filter.left), this.filterSql(filter.right)]
        return left === undefined || right === undefined ? undefined : `(${left} ${filter.kind.toUpperCase()} ${right})`
      }
      case 'matcher': return comparisonSql(this.label(filter.matcher.label), filter.matcher, this.literals)
      case 'ip': return undefined
      default: {
        this.remarks.note('LogQL keeps a line whose label is no number where one is compared, and marks it. SQL leaves it out.')
        return `${this.quantity(filter.label, filter.kind)} ${filter.operator === '==' ? '=' : filter.operator} ${numberSql(filter.value)}`
      }
    }
  }

  private addLineFormat(template: string): string | undefined {
    const text = this.templateSql(template)
    if (text === undefined) return TEMPLATES
    this.line = this.names.named('line', text)
    return undefined
  }

  private addLabelFormat(formats: readonly LabelFormat[]): string | undefined {
    for (const { label, kind, value } of formats) {
      const text = kind === 'rename' ? this.label(value) : this.templateSql(value)
      if (text === undefined) return TEMPLATES
      this.changed.set(label, text)
      if (kind === 'rename') this.changed.set(value, '\'\'')
    }
    return undefined
  }

  /** `{{.name}}` and texts between; undefined for all else. */
  private templateSql(template: string): string | undefined {
    const parts = template.split(SIMPLE_TEMPLATE)
    if (parts.some((part, i) => i % 2 === 0 && part.includes('{{'))) return undefined
    const texts = parts.flatMap((part, i) => i % 2 === 1 ? [this.label(part)] : part === '' ? [] : [quotedText(part)])
    return texts.length > 1 ? `concat(${texts.join(', ')})` : texts[0] ?? '\'\''
  }

  private addDrop(labels: readonly LabelChoice[]): string | undefined {
    if (labels.some(({ matcher }) => matcher !== undefined)) return CERTAIN
    for (const { label } of labels) this.changed.set(label, '\'\'')
    return undefined
  }

  private addKeep(labels: readonly LabelChoice[]): string | undefined {
    if (labels.some(({ matcher }) => matcher !== undefined)) return CERTAIN
    const names = labels.map(({ label }) => label)
    this.kept = new Set(this.kept === undefined ? names : names.filter(name => this.kept!.has(name)))
    return undefined
  }
}

const TEMPLATES = 'Of templates, {{.name}} and texts between can be followed in SQL'
const CERTAIN = 'Labels of certain values only can’t be followed in SQL'
