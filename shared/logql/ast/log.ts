import type { SearchNode } from './search'

export type MatchOperator = '=' | '!=' | '=~' | '!~'

/** `name="value"` in a stream selector; the regular expressions are anchored. */
export interface Matcher { readonly label: string, readonly operator: MatchOperator, readonly value: string }

/** A selector and what is done with its lines. */
export interface LogNode {
  readonly kind: 'log'
  readonly matchers: readonly Matcher[]
  readonly stages: readonly Stage[]
}

export type LineFilterOperator = '|=' | '!=' | '|~' | '!~' | '|>' | '!>'
/** What a line is compared with: text (or a pattern), or addresses in it. */
export interface LinePattern { readonly kind: 'text' | 'ip', readonly value: string }

/** `|= "a" or "b"`: any of them. `!= "a" or "b"` is none of them: two stages. */
export interface LineFilterStage { readonly kind: 'lineFilter', readonly operator: LineFilterOperator, readonly patterns: readonly LinePattern[] }

/** `| search "free words"`, on top of LogQL. */
export interface SearchStage { readonly kind: 'search', readonly text: string, readonly search: SearchNode }

/** `name="path"` of `json` and `logfmt`; a name alone reads the field of that name. */
export interface Extraction { readonly label: string, readonly path: string }

export type ParserStage
  = | { readonly kind: 'json', readonly extractions: readonly Extraction[] }
    | { readonly kind: 'logfmt', readonly strict: boolean, readonly keepEmpty: boolean, readonly extractions: readonly Extraction[] }
    | { readonly kind: 'regexp' | 'pattern', readonly expression: string }
    | { readonly kind: 'unpack' }

export type ComparisonOperator = '==' | '!=' | '>' | '>=' | '<' | '<='

export type LabelFilter
  = | { readonly kind: 'matcher', readonly matcher: Matcher }
    | { readonly kind: 'number', readonly label: string, readonly operator: ComparisonOperator, readonly value: number }
    /** Nanoseconds. */
    | { readonly kind: 'duration', readonly label: string, readonly operator: ComparisonOperator, readonly value: number }
    | { readonly kind: 'bytes', readonly label: string, readonly operator: ComparisonOperator, readonly value: number }
    | { readonly kind: 'ip', readonly label: string, readonly operator: '=' | '!=', readonly value: string }
    | { readonly kind: 'and' | 'or', readonly left: LabelFilter, readonly right: LabelFilter }

export interface LabelFilterStage { readonly kind: 'labelFilter', readonly filter: LabelFilter }

/** `label=other` renames, `label="template"` is made of a template. */
export interface LabelFormat { readonly label: string, readonly kind: 'rename' | 'template', readonly value: string }

/** What `drop` and `keep` name: a label, or one with certain values. */
export interface LabelChoice { readonly label: string, readonly matcher?: Matcher }

export type FormatStage
  = | { readonly kind: 'lineFormat', readonly template: string }
    | { readonly kind: 'labelFormat', readonly formats: readonly LabelFormat[] }
    | { readonly kind: 'decolorize' }
    | { readonly kind: 'drop' | 'keep', readonly labels: readonly LabelChoice[] }

export type Stage = LineFilterStage | SearchStage | ParserStage | LabelFilterStage | FormatStage
