import type { QueryLanguage, QueryVariable } from '../schemas/saved-queries'
import { placesOf } from './places'
import { writeValue } from './write'

export { VariableError, type VariableFault } from './write'

/** Values of variables by name: one, or of `values` several. */
export type VariableValues = Readonly<Record<string, readonly string[]>>

const PLACEHOLDER = /\{\{[ \t]*([a-zA-Z]\w{0,31})[ \t]*\}\}/g

/**
 * A query with the values of its variables in place of `{{name}}`. A value stays one value, whatever it holds: between
 * quotes it is escaped for them, elsewhere it comes with quotes of its own. What stands in double braces and is no
 * variable belongs to LogQL’s templates, and stays; so does what stands in comments.
 * @throws VariableError for a value that doesn’t fit its variable, or its place
 */
export function fillVariables(text: string, language: QueryLanguage, variables: readonly QueryVariable[], values: VariableValues): string {
  const byName = new Map(variables.map(variable => [variable.name, variable]))
  const placeAt = placesOf(text, language)
  return text.replace(PLACEHOLDER, (found, name: string, at: number) => {
    const variable = byName.get(name)
    const place = placeAt(at)
    if (variable === undefined || place === 'comment') return found
    const written = writeValue({ name, type: variable.type, language, place }, valueOf(values, variable))
    return place === 'code' ? apart(text, at, found.length, written) : written
  })
}

/** The names of the placeholders in a query, each once, those of comments too. */
export const placeholdersIn = (text: string): string[] => [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name!))]

const valueOf = (values: VariableValues, { name, default: usual }: QueryVariable) => Object.hasOwn(values, name) ? values[name]! : usual

const QUOTE = /['"`]/

/** Two quotes in a row would be one inside a literal. */
function apart(text: string, at: number, length: number, written: string): string {
  return `${QUOTE.test(text[at - 1] ?? '') ? ' ' : ''}${written}${QUOTE.test(text[at + length] ?? '') ? ' ' : ''}`
}
