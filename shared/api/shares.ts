import { z } from 'zod'
import { idSchema } from '../schemas/projects'
import { createShareRequestSchema, createShareResponseSchema, listSharesResponseSchema, openShareRequestSchema, openShareResponseSchema } from '../schemas/shares'
import { endpoint } from './endpoint'

const params = z.object({ id: idSchema.describe('The project') })

export const shareEndpoints = {
  createShare: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/shares', tag: 'Shares', auth: 'session',
    summary: 'Share what a query finds now', description: 'Its rows, the query and the chart are kept as they are at this moment, whatever becomes of the lines. For operators.',
    params, body: createShareRequestSchema,
    example: { title: 'The outage of January 31', query: '{service_name="checkout"}', start: '2026-01-31T12:00:00Z', end: '2026-01-31T13:00:00Z', hours: 72 },
    response: createShareResponseSchema, status: 201, errors: ['forbidden', 'not_found', 'conflict', 'too_large', 'timeout', 'unavailable'],
  }),
  listShares: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/shares', tag: 'Shares', auth: 'session',
    summary: 'List the shares of a project', description: 'Without their tokens: only hashes of them are stored. What has ended is listed for 30 days.',
    params, response: listSharesResponseSchema, errors: ['not_found'],
  }),
  revokeShare: endpoint({
    method: 'delete', path: '/api/v1/projects/{id}/shares/{shareId}', tag: 'Shares', auth: 'session',
    summary: 'Revoke a share', description: 'Its link is good no longer, and what it kept is deleted.',
    params: params.extend({ shareId: idSchema.describe('The share') }), errors: ['forbidden', 'not_found'],
  }),
  openShare: endpoint({
    method: 'post', path: '/api/v1/shares/open', tag: 'Shares', auth: 'none',
    summary: 'Read a share', description: 'By the token of its link; with a session where it is for members. A wrong password is `forbidden`, and each further one has to wait longer.',
    body: openShareRequestSchema, example: { token: 'n7mT2w3rQdO5k8s1yXcVbZaLhPfGjE4uIiR6tYqWxKc' },
    response: openShareResponseSchema, errors: ['forbidden', 'not_found', 'rate_limited'],
  }),
}
