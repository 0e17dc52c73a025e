import { z } from 'zod'
import {
  createApiKeyRequestSchema, createApiKeyResponseSchema, createProjectRequestSchema, createProjectResponseSchema,
  createSourceRequestSchema, createSourceResponseSchema, idSchema, listApiKeysResponseSchema, listProjectsResponseSchema,
  listSourcesResponseSchema, sourceDefinitionResponseSchema, sourceStatusResponseSchema, updateProjectRequestSchema, updateProjectResponseSchema,
  updateSourceRequestSchema, updateSourceResponseSchema,
} from '../schemas/projects'
import { endpoint } from './endpoint'

const projectParamsSchema = z.object({ id: idSchema.describe('The project') })
const keyParamsSchema = projectParamsSchema.extend({ keyId: idSchema.describe('The key') })
const sourceParamsSchema = projectParamsSchema.extend({ sourceId: idSchema.describe('The source') })
const keyQuerySchema = z.object({ keyId: idSchema.describe('The key') })

export const projectEndpoints = {
  listProjects: endpoint({
    method: 'get', path: '/api/v1/projects', tag: 'Projects', auth: 'member',
    summary: 'List the projects you can read',
    description: 'With an API key: the project that the key belongs to. Administrators see all.',
    response: listProjectsResponseSchema,
  }),
  createProject: endpoint({
    method: 'post', path: '/api/v1/projects', tag: 'Projects', auth: 'session',
    summary: 'Make a project', description: 'It comes with a default source `app` and an API key, which is shown only in this answer.',
    body: createProjectRequestSchema, example: { name: 'Web shop' },
    response: createProjectResponseSchema, status: 201, errors: ['forbidden', 'conflict'],
  }),
  updateProject: endpoint({
    method: 'patch', path: '/api/v1/projects/{id}', tag: 'Projects', auth: 'session',
    summary: 'Change a project', description: 'What is missing stays as it is. A new retention of dead letters reaches their table in the background.',
    params: projectParamsSchema, body: updateProjectRequestSchema, example: { deadLetterDays: 14 },
    response: updateProjectResponseSchema, errors: ['forbidden', 'not_found'],
  }),
  listSources: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/sources', tag: 'Projects', auth: 'member',
    summary: 'List the sources of a project', params: projectParamsSchema, response: listSourcesResponseSchema, errors: ['not_found'],
  }),
  createSource: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/sources', tag: 'Projects', auth: 'session',
    summary: 'Make a source', description: 'A source is a table of its own, with its own retention. Its schema says what lines become in it. Of the schema `custom` it is a table of yours: see `POST /api/v1/projects/{id}/sources/inspect`.',
    params: projectParamsSchema, body: createSourceRequestSchema, example: { name: 'nginx', schema: 'http', retentionDays: 30 },
    response: createSourceResponseSchema, status: 201, errors: ['forbidden', 'not_found', 'conflict', 'unavailable'],
  }),
  readSourceDefinition: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/sources/{sourceId}/definition', tag: 'Projects', auth: 'member',
    summary: 'Read how the table of a source is made', description: 'For those who write to ClickHouse directly: its CREATE TABLE statement.',
    params: sourceParamsSchema, response: sourceDefinitionResponseSchema, errors: ['not_found', 'rate_limited', 'timeout', 'unavailable'],
  }),
  getSourceStatus: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/sources/{sourceId}/status', tag: 'Projects', auth: 'member',
    summary: 'Ask how a source is doing', description: 'What it took today, what waits for ClickHouse, and whether ClickHouse answers.',
    params: sourceParamsSchema, response: sourceStatusResponseSchema, errors: ['not_found'],
  }),
  updateSource: endpoint({
    method: 'patch', path: '/api/v1/projects/{id}/sources/{sourceId}', tag: 'Projects', auth: 'session',
    summary: 'Change a source', description: 'What is missing stays as it is. A new retention reaches the table in the background.',
    params: sourceParamsSchema, body: updateSourceRequestSchema, example: { retentionDays: 14, dailyQuotaBytes: 5_000_000_000 },
    response: updateSourceResponseSchema, errors: ['forbidden', 'not_found'],
  }),
  listApiKeys: endpoint({
    method: 'get', path: '/api/v1/projects/{id}/keys', tag: 'Projects', auth: 'session',
    summary: 'List the API keys of a project', description: 'Without the keys themselves: only a hash of them is stored.',
    params: projectParamsSchema, response: listApiKeysResponseSchema, errors: ['not_found'],
  }),
  createApiKey: endpoint({
    method: 'post', path: '/api/v1/projects/{id}/keys', tag: 'Projects', auth: 'session',
    summary: 'Make an API key', description: 'The key is shown only in this answer.',
    params: projectParamsSchema, body: createApiKeyRequestSchema, example: { name: 'Production' },
    response: createApiKeyResponseSchema, status: 201, errors: ['forbidden', 'not_found', 'conflict'],
  }),
  deleteApiKey: endpoint({
    method: 'delete', path: '/api/v1/projects/{id}/keys/{keyId}', tag: 'Projects', auth: 'session',
    summary: 'Delete an API key', description: 'It stops working at once.',
    params: keyParamsSchema, errors: ['forbidden', 'not_found'],
  }),
  deleteApiKeyByQuery: endpoint({
    method: 'delete', path: '/api/v1/projects/{id}/keys', tag: 'Projects', auth: 'session',
    summary: 'Delete an API key named in the query', description: 'The same as `DELETE /api/v1/projects/{id}/keys/{keyId}`.',
    params: projectParamsSchema, query: keyQuerySchema, errors: ['forbidden', 'not_found'],
  }),
}
