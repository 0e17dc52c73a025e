import type { LabelFilter, Matcher, Stage } from '#shared/logql'
import { emptyLabelSql, isEmptyLabelSql, labelSql, ownLabelSql, type LabelSettings } from './label-sql'
import { comparisonSql, labelTestSql, streamTest, type TestSql } from './label-test'
import type { Params } from './params'
import { canBeField, parserSql, type FieldSql, type ParserSql } from './parsed-sql'
import { quantitySql } from './quantity-sql'
import { searchSql } from './search-sql'
import { lineFilterSql } from './stage-sql'

const ERROR = '__error__'

/** Which rows count, where the engine can tell. */
export interface RangePlan {
  /** Conditions on rows; one that is in doubt fulfils them. */
  readonly conditions: readonly string[]
  /** Those among them that are simpler where a label column is empty. */
  readonly simpler: readonly Required<TestSql>[]
  /** Each holds for rows of which the engine can't tell. */
  readonly doubts: readonly string[]
  /** Whether a parser may have added labels to the row's own, or a stage taken some away. */
  readonly isChanged: boolean
}

/**
 * Follows the stages of a metric query in SQL: what each label is behind them, which rows are left, and of which rows
 * that is in doubt (the interpreter reads the lines again if there is one).
 */
export class RangePlanner {
  private readonly sure: string[]
  private readonly simpler: Required<TestSql>[]
  private readonly wanted: string[] = []
  private readonly doubts = new Set<string>()
  private readonly dropped = new Set<string>()
  private parser: ParserSql | undefined
  private seesErrors = false
  /** Whether there was a doubt since this was last asked, and be it one that is known. */
  private hasDoubted = false
  /** Labels that are looked for in the attributes of each line. */
  readonly lookedFor = new Set<string>()

  constructor(matchers: readonly Matcher[], private readonly params: Params, private readonly settings: LabelSettings) {
    const tests = matchers.map(matcher => streamTest(matcher, params, settings)).filter(({ sql }) => sql !== '1')
    this.sure = tests.map(({ sql }) => sql)
    this.simpler = tests.filter((test): test is Required<TestSql> => test.usual !== undefined)
  }

  /** @returns false for a stage that the engine can't do exactly */
  add(stage: Stage): boolean {
    switch (stage.kind) {
      case 'search':
      case 'lineFilter': {
        const found = stage.kind === 'search' ? searchSql(stage.search, this.params) : lineFilterSql(stage, this.params)
        if (!found?.isExact) return false
        if (found.sql !== '1') this.sure.push(found.sql)
        return true
      }
      case 'labelFilter': return this.addFilter(stage.filter)
      case 'drop': return stage.labels.every(({ label, matcher }) => this.addDrop(label, matcher))
      default: return this.addParser(stage)
    }
  }

  /** A label behind the stages so far; undefined where the engine can't tell. */
  label(name: string): string | undefined {
    if (name.startsWith('__') || name.endsWith('_extracted')) return undefined
    if (this.dropped.has(name)) return `''`
    const { params, settings } = this
    if (name === 'detected_level' && settings.discoverLogLevels) return labelSql(name, params, settings)
    this.lookFor(name)
    if (this.parser === undefined) {
      const value = labelSql(name, params, settings)
      this.doubt(emptyLabelSql(name, value, params, settings))
      return value
    }
    if (!canBeField(name)) return undefined
    const field = this.parser.field(name)
    const { own, standIn } = ownLabelSql(name, params, settings)
    this.doubt(`(${own} = '' AND (${this.parser.unsure} OR ${field.unsure} OR ${isEmptyLabelSql(name, params, settings)}))`)
    return valueSql(own, field, standIn)
  }

  /** Takes a row of which this holds for one that is in doubt. */
  doubt(condition: string): void {
    this.hasDoubted = true
    this.doubts.add(condition)
  }

  /** A condition that holds for rows that are not in doubt. */
  want(condition: string): void {
    this.wanted.push(condition)
  }

  /** What filters behind a parser leave of the rows, so far: these, and those that are in doubt. */
  candidates(): string[] {
    if (this.wanted.length === 0) return []
    const [doubts, wanted] = [[...this.doubts], this.wanted.join(' AND ')]
    return [doubts.length === 0 ? wanted : `(${doubts.join(' OR ')} OR (${wanted}))`]
  }

  finish(): RangePlan {
    const failed = this.parser?.failed
    const [doubts, wanted] = [[...this.doubts], this.candidates()]
    // Of a row that can't be read at all the query fails, unless it asks for no such row.
    if (this.parser) doubts.push(this.parser.unsure)
    if (failed !== undefined && !this.seesErrors) doubts.push(failed)
    return {
      conditions: [...this.sure, ...wanted], simpler: this.simpler, doubts,
      isChanged: this.parser !== undefined || this.dropped.size > 0,
    }
  }

  private lookFor(name: string): void {
    if (!this.settings.layout?.labels.has(name)) this.lookedFor.add(name)
  }

  private addParser(stage: Stage): boolean {
    if (this.parser !== undefined || this.dropped.size > 0) return false
    this.parser = parserSql(stage, this.params)
    return this.parser !== undefined
  }

  /** What a name stands for can't be dropped. */
  private addDrop(label: string, matcher: Matcher | undefined): boolean {
    if (matcher !== undefined || label.startsWith('__') || label.includes('.') || label === 'level' || label === 'service') return false
    // `level` and `service` look there.
    if (label === 'detected_level' || label === 'service_name') return false
    this.dropped.add(label)
    return true
  }

  private addFilter(filter: LabelFilter): boolean {
    if (filter.kind === 'matcher' && filter.matcher.label === ERROR) return this.addErrorFilter(filter.matcher)
    this.hasDoubted = false
    const condition = this.filter(filter)
    if (condition === undefined) return false
    if (!this.hasDoubted && this.parser === undefined) this.sure.push(condition)
    else this.wanted.push(condition)
    return true
  }

  /** `__error__=""`, and what else leaves out the lines that are not of the format. */
  private addErrorFilter({ operator, value }: Matcher): boolean {
    const kind = this.parser?.errorKind
    const isNone = operator === '=' && value === ''
    if (!isNone && !(operator === '!=' && value === kind)) return false
    // Before a parser nothing has failed that is not in doubt.
    if (this.parser === undefined) return true
    if (this.parser.failed !== undefined) this.wanted.push(`NOT (${this.parser.failed})`)
    this.seesErrors = true
    return true
  }

  private filter(filter: LabelFilter): string | undefined {
    switch (filter.kind) {
      case 'and':
      case 'or': {
        const [left, right] = [this.filter(filter.left), this.filter(filter.right)]
        return left === undefined || right === undefined ? undefined : `(${left} ${filter.kind.toUpperCase()} ${right})`
      }
      case 'matcher': return this.matcher(filter.matcher)
      case 'ip': return undefined
      default: {
        const label = this.label(filter.label)
        if (label === undefined) return undefined
        const { value, isPlain } = quantitySql(label, filter.kind)
        this.doubt(`(${label} != '' AND NOT ${isPlain})`)
        return `(${isPlain} AND ${value} ${filter.operator} ${this.params.bind(String(filter.value), 'Float64')})`
      }
    }
  }

  /** To a matcher an empty label and a missing one are the same. */
  private matcher(matcher: Matcher): string | undefined {
    if (this.parser === undefined && !this.dropped.has(matcher.label)) {
      if (matcher.label.startsWith('__') || matcher.label.endsWith('_extracted')) return undefined
      this.lookFor(matcher.label)
      return labelTestSql(matcher, this.params, this.settings)
    }
    const label = this.label(matcher.label)
    return label === undefined ? undefined : comparisonSql(label, matcher, this.params)
  }
}

function valueSql(own: string, { value }: FieldSql, standIn: string | undefined): string {
  return standIn === undefined ? `if(${own} != '', ${own}, ${value})` : `multiIf(${own} != '', ${own}, ${value} != '', ${value}, ${standIn})`
}
