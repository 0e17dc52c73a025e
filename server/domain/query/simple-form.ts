import { anyCase, anyOf, type LogNode, type Matcher, type Stage } from '#shared/logql'
import type { QueryRequest } from '#shared/schemas/query'
import { AppError } from '../kernel'

/** The simple form as a log query. */
export interface SimpleQuestion {
  readonly node: LogNode
  /** Tags that are asked for by an empty value: to LogQL a label that is empty is missing, here it is there. */
  readonly having: readonly string[]
}

/** More would make a query that takes the engine longer to read than to run. */
const MAX_FILTER_CHARACTERS = 200_000

/**
 * Services and levels become matchers of the selector, the keyword a line filter, tags label filters by the names that
 * they were sent with. Equal filters become equal queries, in whatever order they are written.
 * @throws AppError bad_request when the filter is too large
 */
export function simpleQuestion({ service, level, keyword, tags = {} }: Pick<QueryRequest, 'service' | 'level' | 'keyword' | 'tags'>): SimpleQuestion {
  const named = Object.entries(tags).map(([name, values]) => ({ name, values: list(values) })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const [services, levels] = [list(service), list(level)]
  checkSize([...services, ...named.flatMap(({ name, values }) => [name, ...values])])
  return {
    node: {
      kind: 'log',
      matchers: [...matchersOf('service_name', services), ...matchersOf('detected_level', levels)],
      stages: [
        ...(keyword ? [{ kind: 'lineFilter', operator: '|~', patterns: [{ kind: 'text', value: anyCase(keyword) }] } satisfies Stage] : []),
        ...named.flatMap(({ name, values }) => matchersOf(name, values)).map((matcher): Stage => ({ kind: 'labelFilter', filter: { kind: 'matcher', matcher } })),
      ],
    },
    having: named.filter(({ values }) => values.includes('')).map(({ name }) => name),
  }
}

/** One or many, without repeats, in an order of their own. */
function list(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [...new Set(Array.isArray(value) ? value : [value])].sort()
}

function matchersOf(label: string, values: readonly string[]): Matcher[] {
  const [value] = values
  if (value === undefined) return []
  return [values.length === 1 ? { label, operator: '=', value } : { label, operator: '=~', value: anyOf(values) }]
}

function checkSize(texts: readonly string[]): void {
  if (texts.reduce((sum, text) => sum + text.length, 0) > MAX_FILTER_CHARACTERS) {
    throw new AppError('bad_request', `The filter is too large: its services and tags may have ${MAX_FILTER_CHARACTERS} characters together. Ask for fewer values`)
  }
}
