import { faceOf, isMetric, queryOf, stepsOf, whyNot, withoutStep } from './steps'

/** A query that asks for a little less. */
export interface LooserQuery {
  /** What is left out, as its chip says it. */
  readonly without: string
  readonly query: string
}

/** Each of them costs a count. */
const MOST = 6
const FILTERS = ['label', 'lineFilter', 'search', 'labelFilter']

/** A log query without each one of its filters; none where there is one filter only, or the query does not read. */
export function looserQueries(query: string): LooserQuery[] {
  const steps = readable(query)
  if (steps === undefined || isMetric(steps)) return []
  const places = steps.flatMap(({ kind }, place) => FILTERS.includes(kind) ? [place] : [])
  if (places.length < 2) return []
  return places.slice(0, MOST).flatMap((place) => {
    const left = withoutStep(steps, place)
    if (whyNot(left) !== undefined) return []
    const { name, operator, value } = faceOf(steps[place]!)
    return [{ without: [name, operator, value].filter(Boolean).join(' '), query: queryOf(left) }]
  })
}

function readable(query: string) {
  try {
    return stepsOf(query)
  }
  catch {
    return undefined
  }
}
