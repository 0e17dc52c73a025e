import { z } from 'zod'
import { idSchema } from '../schemas/projects'
import { listRunsQuerySchema, listRunsResponseSchema, MOST_RUNS, RUN_DAYS } from '../schemas/query-history'
import { endpoint } from './endpoint'

const params = z.object({ id: idSchema.describe('The project') })

export const queryHistoryEndpoints = {
  listQueryRuns: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/query-history', tag: 'Saved queries', auth: 'session',
    summary: 'List what you have asked', description: `Your own queries with \`remember\`, those of nobody else: the newest ${MOST_RUNS}, for ${RUN_DAYS} days.`,
    params, query: listRunsQuerySchema, response: listRunsResponseSchema, errors: ['not_found'],
  }),
  clearQueryRuns: endpoint({
    method: 'delete', path: '/api/v1/projects/{id}/query-history', tag: 'Saved queries', auth: 'session',
    summary: 'Forget all that you have asked', description: 'In this project, for good.', params, errors: ['not_found'],
  }),
  deleteQueryRun: endpoint({
    method: 'delete', path: '/api/v1/projects/{id}/query-history/{runId}', tag: 'Saved queries', auth: 'session',
    summary: 'Forget one query that you have asked', params: params.extend({ runId: z.coerce.number().int().min(1).describe('The run') }), errors: ['not_found'],
  }),
}
