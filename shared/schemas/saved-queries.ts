import { z } from 'zod'
import { idSchema } from './projects'
import { sourcesSchema } from './query'
import { timestampSchema } from './time'

export const queryLanguages = ['logql', 'sql'] as const

/** Characters of a query that is kept. */
export const MAX_SAVED_QUERY = 20_000
/** Versions of one query; the oldest go first. */
export const MAX_VERSIONS = 50
const MAX_VARIABLES = 20
const MAX_VALUES = 100

const dateMathSchema = z.string().regex(/^now[-+\d/a-zA-Z]{0,60}$/, 'Write date math such as now-1d/d')

/** The span that a query looks at: relative to now, by date math, or between two moments. */
export const savedRangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('moving'), from: dateMathSchema, to: dateMathSchema }),
  z.object({ kind: z.literal('relative'), duration: z.string().regex(/^[1-9]\d{0,5}[smhdw]$/, 'Write a number and s, m, h, d or w: 15m') }),
  z.object({ kind: z.literal('absolute'), from: z.iso.datetime(), to: z.iso.datetime() }),
])

/**
 * What a placeholder takes. `string`: any text; `number`; `duration` such as 5m; `values`: one or several values of a
 * label, in LogQL as a regular expression that matches exactly these, in SQL as a list for IN.
 */
export const variableTypes = ['string', 'number', 'duration', 'values'] as const

/** What LogQL's own templates (`line_format`) may have alone in double braces. */
const TEMPLATE_WORDS = new Set(['now', 'end', 'else', 'break', 'continue', 'if', 'with', 'range', 'define', 'block', 'template', 'nil', 'true', 'false'])

const variableNameSchema = z.string()
  .regex(/^[a-zA-Z]\w{0,31}$/, 'Start with a letter; use letters, digits and _; at most 32 characters')
  .refine(name => !TEMPLATE_WORDS.has(name), 'LogQL’s templates have this word: choose another name')

export const variableValuesSchema = z.array(z.string().max(1000, 'At most 1000 characters')).max(MAX_VALUES, `At most ${MAX_VALUES} values`)

export const queryVariableSchema = z.object({
  name: variableNameSchema,
  type: z.enum(variableTypes),
  label: z.string().trim().max(200).optional().describe('Of `values`: the label or field whose values are offered'),
  default: variableValuesSchema.default([]).describe('What it has until something else is chosen: one value, of `values` several'),
})

const folderSchema = z.string().trim().max(100, 'At most 100 characters')
  .transform(text => text.split('/').map(part => part.trim()).filter(part => part !== '').join('/'))

const tagSchema = z.string().trim().toLowerCase().min(1).max(30, 'At most 30 characters')

/** What a version of a query holds. */
export const savedQueryContentSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name').max(100, 'At most 100 characters'),
  folder: folderSchema.default('').describe('Folders with / between them; empty for none'),
  description: z.string().trim().max(2000, 'At most 2000 characters').default(''),
  tags: z.array(tagSchema).max(10, 'At most 10 tags').default([]).transform(tags => [...new Set(tags)]),
  language: z.enum(queryLanguages),
  query: z.string().max(MAX_SAVED_QUERY, `At most ${MAX_SAVED_QUERY} characters`).describe('May have {{name}} for each of its variables. Empty in LogQL: all lines'),
  source: sourcesSchema.optional(),
  range: savedRangeSchema.optional().describe('The range that is looked at anyway when missing'),
  view: z.record(z.string().regex(/^[\w.-]{1,40}$/), z.string().max(500)).default({})
    .refine(view => Object.keys(view).length <= 20, 'At most 20 options')
    .describe('How the answer is shown: further parameters of the page’s address'),
  variables: z.array(queryVariableSchema).max(MAX_VARIABLES, `At most ${MAX_VARIABLES} variables`).default([])
    .refine(variables => new Set(variables.map(({ name }) => name)).size === variables.length, 'Two variables have the same name'),
})

export const visibilities = ['private', 'project'] as const

/** `POST …/saved-queries` */
export const createSavedQueryRequestSchema = savedQueryContentSchema.extend({
  visibility: z.enum(visibilities).default('private').describe('private: seen by you alone; project: by every member of the project'),
})

/** `PUT …/saved-queries/{queryId}` */
export const saveQueryRequestSchema = createSavedQueryRequestSchema.extend({
  version: z.int().min(1).describe('The version that was changed: if somebody has saved another one meanwhile, it is a `conflict`'),
})

/** `POST …/saved-queries/{queryId}/restore` */
export const restoreQueryRequestSchema = z.object({
  version: z.int().min(1).optional().describe('This version becomes the newest. Without one, a deleted query comes back'),
})

/** `PUT …/saved-queries/{queryId}/favourite` */
export const favouriteRequestSchema = z.object({ favourite: z.boolean() })

export const savedQuerySchema = savedQueryContentSchema.extend({
  id: idSchema,
  projectId: idSchema,
  visibility: z.enum(visibilities),
  version: z.int(),
  owner: z.string().describe('Their name'),
  mayChange: z.boolean().describe('Whether you may: the owner and administrators of the project do'),
  favourite: z.boolean().describe('Yours'),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
})

export const queryVersionSchema = z.object({
  version: z.int(),
  savedAt: timestampSchema,
  savedBy: z.string().describe('Their name'),
  content: savedQueryContentSchema,
})

export const savedQueryResponseSchema = z.object({ query: savedQuerySchema })
export const listSavedQueriesResponseSchema = z.object({ queries: z.array(savedQuerySchema).describe('By folder and name') })
export const queryVersionsResponseSchema = z.object({ versions: z.array(queryVersionSchema).describe('Newest first, with the present one') })

export type QueryLanguage = typeof queryLanguages[number]
export type QueryVariable = z.output<typeof queryVariableSchema>
export type VariableType = typeof variableTypes[number]
export type Visibility = typeof visibilities[number]
export type SavedQueryContent = z.output<typeof savedQueryContentSchema>
export type SavedQuery = z.output<typeof savedQuerySchema>
export type QueryVersion = z.output<typeof queryVersionSchema>
export type CreateSavedQueryRequest = z.output<typeof createSavedQueryRequestSchema>
export type SaveQueryRequest = z.output<typeof saveQueryRequestSchema>
export type RestoreQueryRequest = z.output<typeof restoreQueryRequestSchema>
