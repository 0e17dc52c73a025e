import { z } from 'zod'
import { createExportRequestSchema, exportResponseSchema } from '../schemas/exports'
import { idSchema } from '../schemas/projects'
import { endpoint } from './endpoint'

const params = z.object({ exportId: idSchema.describe('The export') })

export const exportEndpoints = {
  createExport: endpoint({
    method: 'post', path: '/api/v1/exports', tag: 'Read logs', auth: 'member',
    summary: 'Prepare an export of everything that matches',
    description: 'In LogQL or SQL, up to the limit of your role. It begins when it is downloaded, within ten minutes and once.',
    body: createExportRequestSchema,
    example: { query: '{service_name="checkout"} | json', start: '2026-01-30T13:00:00Z', end: '2026-01-31T13:00:00Z', format: 'ndjson' },
    response: exportResponseSchema, status: 201, errors: ['not_found', 'conflict'],
  }),
  readExport: endpoint({
    method: 'get', path: '/api/v1/exports/{exportId}', tag: 'Read logs', auth: 'member',
    summary: 'Ask how far an export is', params, response: exportResponseSchema, errors: ['not_found'],
  }),
  downloadExport: endpoint({
    method: 'get', path: '/api/v1/exports/{exportId}/download', tag: 'Read logs', auth: 'member',
    summary: 'Download an export', description: 'As it is read, and once. Where it breaks off, so does the connection. Who goes away ends it.',
    params, errors: ['not_found', 'conflict', 'rate_limited', 'timeout', 'unavailable'],
    answers: [
      { type: 'text/csv', description: 'With a line of names. Texts that a spreadsheet would take for a formula begin with an apostrophe' },
      { type: 'application/x-ndjson', description: 'One object a line' },
      { type: 'application/vnd.apache.parquet', description: 'Made by ClickHouse' },
    ],
  }),
  cancelExport: endpoint({
    method: 'delete', path: '/api/v1/exports/{exportId}', tag: 'Read logs', auth: 'member',
    summary: 'Cancel an export', description: 'It ends in ClickHouse, too.', params, errors: ['not_found'],
  }),
}
