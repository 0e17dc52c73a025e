import { z } from 'zod'
import { idSchema } from '../schemas/projects'
import {
  createSavedQueryRequestSchema, favouriteRequestSchema, listSavedQueriesResponseSchema, queryVersionsResponseSchema, restoreQueryRequestSchema,
  savedQueryResponseSchema, saveQueryRequestSchema,
} from '../schemas/saved-queries'
import { endpoint } from './endpoint'

const projectParams = z.object({ id: idSchema.describe('The project') })
const params = projectParams.extend({ queryId: idSchema.describe('The saved query') })
const example = { name: 'Errors of checkout', folder: 'Checkout', tags: ['errors'], language: 'logql', query: '{service_name="checkout"} | level=`error`', visibility: 'project' }
const writeErrors = ['forbidden', 'not_found', 'conflict'] as const

export const savedQueryEndpoints = {
  listSavedQueries: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/saved-queries', tag: 'Saved queries', auth: 'session',
    summary: 'List saved queries', description: 'Your own, and those that others have saved for the project.',
    params: projectParams, response: listSavedQueriesResponseSchema, errors: ['not_found'],
  }),
  createSavedQuery: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/saved-queries', tag: 'Saved queries', auth: 'session',
    summary: 'Save a query', description: 'Viewers may save for themselves only.',
    params: projectParams, body: createSavedQueryRequestSchema, example, response: savedQueryResponseSchema, status: 201, errors: writeErrors,
  }),
  readSavedQuery: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/saved-queries/{queryId}', tag: 'Saved queries', auth: 'session',
    summary: 'Read a saved query', params, response: savedQueryResponseSchema, errors: ['not_found'],
  }),
  saveQuery: endpoint({
    method: 'put', path: '/api/v1/projects/{id}/saved-queries/{queryId}', tag: 'Saved queries', auth: 'session',
    summary: 'Save a new version of a query', description: 'The former one is kept, fifty at most. What is the same makes no version.',
    params, body: saveQueryRequestSchema, example: { ...example, version: 1 }, response: savedQueryResponseSchema, errors: writeErrors,
  }),
  deleteSavedQuery: endpoint({
    method: 'delete', path: '/api/v1/projects/{id}/saved-queries/{queryId}', tag: 'Saved queries', auth: 'session',
    summary: 'Delete a saved query', description: 'It can be had back for 30 days: see `POST …/restore`.',
    params, errors: ['forbidden', 'not_found'],
  }),
  restoreQuery: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/saved-queries/{queryId}/restore', tag: 'Saved queries', auth: 'session',
    summary: 'Bring back a deleted query, or a former version',
    params, body: restoreQueryRequestSchema, example: { version: 3 }, response: savedQueryResponseSchema, errors: writeErrors,
  }),
  listQueryVersions: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/saved-queries/{queryId}/versions', tag: 'Saved queries', auth: 'session',
    summary: 'List the versions of a query', params, response: queryVersionsResponseSchema, errors: ['not_found'],
  }),
  setFavourite: endpoint({
    method: 'put', path: '/api/v1/projects/{id}/saved-queries/{queryId}/favourite', tag: 'Saved queries', auth: 'session',
    summary: 'Mark a query as your favourite, or no longer', params, body: favouriteRequestSchema, example: { favourite: true }, errors: ['not_found'],
  }),
}
