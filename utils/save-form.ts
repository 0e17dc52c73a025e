import type { QueryVariable, SavedQuery, Visibility } from '#shared/schemas/saved-queries'
import { placeholdersIn } from '#shared/variables/fill'
import type { KeptQuestion } from './saved-queries'

/** What the form to save a query holds. */
export interface SaveForm extends KeptQuestion {
  name: string
  folder: string
  description: string
  tags: string[]
  visibility: Visibility
  variables: QueryVariable[]
}

/** The form as it opens: for a new query, for a question that a page asks, or for a query that is there. */
export function saveFormOf({ question, saved }: { question?: KeptQuestion, saved?: SavedQuery }): SaveForm {
  const asked = question ?? saved
  return {
    name: saved?.name ?? '', folder: saved?.folder ?? '', description: saved?.description ?? '', tags: [...saved?.tags ?? []],
    visibility: saved?.mayChange ? saved.visibility : 'private',
    language: asked?.language ?? 'logql', query: asked?.query ?? '', source: asked?.source, range: asked?.range, view: { ...asked?.view },
    variables: (saved?.variables ?? []).map(variable => ({ ...variable, default: [...variable.default] })),
  }
}

/** The words in double braces that are no variables yet. */
export function undeclared({ query, variables }: Pick<SaveForm, 'query' | 'variables'>): string[] {
  const known = new Set(variables.map(({ name }) => name))
  return placeholdersIn(query).filter(name => !known.has(name))
}
