import type { FieldsResponse, FieldValuesResponse } from '#shared/schemas/facets'

export type QueryField = FieldsResponse['fields'][number]
export type QueryValue = FieldValuesResponse['values'][number]

/** What the data has to offer under a log query; nothing where the query does not read, or the server does not answer. */
export interface QueryData {
  fields: (log: string) => Promise<readonly QueryField[]>
  values: (log: string, field: string, prefix: string, limit: number) => Promise<readonly QueryValue[]>
}
