import type { FieldsResponse, FieldValuesRequest, FieldValuesResponse } from '#shared/schemas/facets'
import type { ExploreQuestion } from '~/utils/explore-state'

/** The fields of the lines of a question, with type, coverage and number of values. */
export const useFieldList = () => usePosted<ExploreQuestion, FieldsResponse>('/api/v1/fields')

/** The most frequent values of a field among the lines of a question. */
export const useTopValues = () => usePosted<Pick<FieldValuesRequest, 'field' | 'limit' | 'prefix'> & ExploreQuestion, FieldValuesResponse>('/api/v1/fields/values')
