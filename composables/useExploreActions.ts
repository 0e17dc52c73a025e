import type { LogRow } from '#shared/schemas/query'
import type { ExploreState } from '~/utils/explore-state'
import { splitLabel } from '~/utils/histogram'
import { toggleJsonFilter, type JsonFilter } from '~/utils/json-filter'
import { LEVEL_LABEL } from '~/utils/levels'
import { linesQuery, withFilter, withLineText, withoutLabel, type QueryFilter } from '~/utils/query-edit'
import { absoluteRange, shiftRange, zoomIn, zoomOut, type Span } from '~/utils/time-range'

type Patch = (change: Partial<ExploreState>, options?: { replace?: boolean }) => Promise<void>
const HALF_HOUR_MS = 30 * 60_000

/** What is done to Explore's question from anywhere on the page: each is a change of the address. */
export function useExploreActions(state: Readonly<Ref<ExploreState>>, patch: Patch) {
  return { ...rangeActions(state, patch), ...queryActions(state, patch) }
}

function rangeActions(state: Readonly<Ref<ExploreState>>, patch: Patch) {
  return {
    /** To a part of the range, or its middle. */
    zoom: (to?: Span) => patch({ range: zoomIn(state.value.range, Date.now(), to) }),
    widen: () => patch({ range: zoomOut(state.value.range, Date.now()) }),
    shift: (direction: -1 | 1) => patch({ range: shiftRange(state.value.range, Date.now(), direction) }),
    /** @param moment milliseconds since 1970 */
    showAround: (moment: number) => patch({ range: absoluteRange({ start: moment - HALF_HOUR_MS, end: moment + HALF_HOUR_MS }) }),
  }
}

function queryActions(state: Readonly<Ref<ExploreState>>, patch: Patch) {
  return {
    /** For this value of a label, and no other. */
    only: (filter: { label: string, value: string }) => patch({ query: withFilter(withoutLabel(state.value.query, filter.label), { ...filter, operator: '=' }) }),
    /** What is shown alone is looked at line by line; hiding goes on where one is. */
    filterBy: (filter: QueryFilter) => patch({ query: withFilter(state.value.query, filter), ...(filter.operator === '=' && { view: 'lines' }) }),
    /** By a value inside a line of JSON. */
    filterJson: (filter: JsonFilter, record: LogRow) => patch({ query: toggleJsonFilter(state.value.query, filter, record) }),
    /** By a text that lines contain, or don't. */
    filterText: (operator: '|=' | '!=', text: string) => patch({ query: withLineText(state.value.query, operator, text) }),
    /** Every line of a trace, of whatever service. */
    showTrace: (id: string) => patch({ query: withFilter('', { label: 'trace_id', operator: '=', value: id }) }),
    /** The chart by the values of a label, or by level again. */
    splitBy: (label: string | undefined) => patch({ by: label === LEVEL_LABEL || label === state.value.by ? undefined : label }),
    /** The numbers of a field over time. */
    measure: (label: string) => patch({ view: 'statistics', of: label, query: linesQuery(state.value.query) }),
    /** By what the chart is split by. */
    splitFilter: (operator: QueryFilter['operator'], value: string): QueryFilter => ({ label: splitLabel(state.value.by), operator, value }),
  }
}
