import type {
  BinaryOperator, FormatStage, Grouping, LabelFilter, LabelReplaceNode, LineFilterStage, Matcher, Matching, ParserStage, RangeOperation, Unwrap, VectorOperation,
} from '../ast'

/** A comparison of one label; several of them in one filter are a raw step. */
export type SimpleLabelFilter = Exclude<LabelFilter, { kind: 'and' | 'or' }>

/**
 * What a query does, step by step, as the query builder shows it. The order is that of the query: labels, then stages,
 * then numbers made of lines. A step that the builder has no form for is raw and keeps its text.
 */
export type BuilderStep
  = | { readonly kind: 'label', readonly matcher: Matcher }
    | { readonly kind: 'lineFilter', readonly stage: LineFilterStage }
    | { readonly kind: 'search', readonly text: string }
    | { readonly kind: 'parser', readonly stage: ParserStage }
    | { readonly kind: 'labelFilter', readonly filter: SimpleLabelFilter }
    | { readonly kind: 'format', readonly stage: FormatStage }
    /** A stage as it is written, with its `|`. */
    | { readonly kind: 'rawStage', readonly text: string }
    | { readonly kind: 'unwrap', readonly unwrap: Unwrap }
    /** Nanoseconds. */
    | { readonly kind: 'range', readonly operation: RangeOperation, readonly interval: number, readonly offset: number, readonly parameter?: number, readonly grouping?: Grouping }
    | { readonly kind: 'aggregation', readonly operation: VectorOperation, readonly parameter?: number, readonly grouping?: Grouping }
    | { readonly kind: 'labelReplace' } & Omit<LabelReplaceNode, 'kind' | 'operand'>
    /** With a number, or with what another query gives. `side` is where that stands. */
    | { readonly kind: 'operation', readonly operator: BinaryOperator, readonly side: 'left' | 'right', readonly returnBool: boolean, readonly matching?: Matching, readonly operand: BuilderOperand }
    /** A query that begins with no selector; first or not at all. */
    | { readonly kind: 'rawQuery', readonly text: string }

export type BuilderOperand = { readonly kind: 'number', readonly value: number } | { readonly kind: 'query', readonly text: string }
