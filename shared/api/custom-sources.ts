import { z } from 'zod'
import { existingTablesResponseSchema, inspectResponseSchema, tableOriginSchema, updateMappingRequestSchema } from '../schemas/custom-table'
import { idSchema } from '../schemas/projects'
import { endpoint } from './endpoint'

const projectParamsSchema = z.object({ id: idSchema.describe('The project') })
const sourceParamsSchema = projectParamsSchema.extend({ sourceId: idSchema.describe('The source') })

const EXAMPLE_DDL = 'CREATE TABLE requests (time DateTime64(3), message String, level LowCardinality(String), status UInt16, labels Map(String, String)) ENGINE = MergeTree ORDER BY time'

/** Sources that are a table of the user's own. */
export const customSourceEndpoints = {
  inspectSource: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/sources/inspect', tag: 'Projects', auth: 'session',
    summary: 'Look at a table before a source is made of it',
    description: 'Of a CREATE TABLE statement, or of a table of the connection (administrators): its columns, what they may stand for and are suggested to, whether lines are stored exactly once, and what will be otherwise than the statement says. Nothing is made.',
    params: projectParamsSchema, body: tableOriginSchema, example: { ddl: EXAMPLE_DDL },
    response: inspectResponseSchema, errors: ['forbidden', 'not_found', 'rate_limited', 'unavailable'],
  }),
  listExistingTables: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/tables', tag: 'Projects', auth: 'session',
    summary: 'List the tables that a source can be made of', description: 'Those of the connection to ClickHouse that are neither Cordwood’s nor the system’s. For administrators of the installation.',
    params: projectParamsSchema, response: existingTablesResponseSchema, errors: ['forbidden', 'not_found', 'rate_limited', 'unavailable'],
  }),
  readSourceMapping: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/sources/{sourceId}/mapping', tag: 'Projects', auth: 'member',
    summary: 'Read what the columns of a custom source stand for',
    params: sourceParamsSchema, response: inspectResponseSchema, errors: ['not_found'],
  }),
  updateSourceMapping: endpoint({
    method: 'put', path: '/api/v1/projects/{id}/sources/{sourceId}/mapping', tag: 'Projects', auth: 'session',
    summary: 'Change what the columns of a custom source stand for',
    description: 'The columns are looked up anew, so that it also takes over what was altered in ClickHouse. Counts for lines from now on, replayed dead letters too.',
    params: sourceParamsSchema, body: updateMappingRequestSchema, example: { mapping: { time: 'time', body: 'message', fields: { status: 'http.status' } } },
    response: inspectResponseSchema, errors: ['forbidden', 'not_found', 'rate_limited', 'unavailable'],
  }),
}
