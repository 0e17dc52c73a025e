import { functionNames } from '#shared/sql/functions'
import { sqlTexts } from './messages/sql'

/** A source with the columns of its table. */
export interface SqlTable { name: string, columns: { name: string, type: string }[] }
/** As CodeMirror wants it. */
export interface SqlSuggestion { label: string, type: 'class' | 'property' | 'function' | 'variable', detail?: string, apply?: string, boost?: number }

const texts = sqlTexts.completion

const variables: readonly SqlSuggestion[] = [
  { label: '{from}', type: 'variable', detail: texts.from },
  { label: '{to}', type: 'variable', detail: texts.to },
  { label: '{source}', type: 'variable', detail: texts.chosen },
]

const functions: readonly SqlSuggestion[] = functionNames.map(name => ({ label: name, type: 'function', apply: `${name}(`, boost: -1 }))

const PLAIN = /^[A-Za-z_]\w*$/

/** A name as a statement takes it. */
export const quoteName = (name: string): string => PLAIN.test(name) ? name : `\`${name.replace(/[\\`]/g, '\\$&')}\``

/** What may stand at a place of a statement: the columns of the sources that it names, or else of the chosen one; sources, functions, variables. */
export function sqlSuggestions(text: string, tables: readonly SqlTable[], chosen: string | undefined): SqlSuggestion[] {
  const words = new Set(text.match(/[\w-]+/g))
  const named = tables.filter(({ name }) => words.has(name) || (name === chosen && words.has('source')))
  const meant = named.length > 0 ? named : tables.filter(({ name }) => name === chosen)
  const columns = new Map(meant.flatMap(table => table.columns.map(({ name, type }) => [name, type] as const)))
  return [
    ...Array.from(columns, ([name, type]) => ({ label: name, type: 'property' as const, detail: type, apply: quoteName(name), boost: 2 })),
    ...tables.map(({ name }) => ({ label: name, type: 'class' as const, detail: texts.source, apply: quoteName(name), boost: 1 })),
    ...variables,
    ...functions,
  ]
}
