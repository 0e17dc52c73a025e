import { z } from 'zod'
import { ingestHeadersSchema, ingestParamsSchema } from '../schemas/ingest'
import { endpoint, type Media } from './endpoint'

const bulkBody = [{
  type: 'application/x-ndjson',
  description: 'Pairs of an action line and a document',
  example: '{"create":{"_index":"logs"}}\n{"@timestamp":"2026-01-01T00:00:00Z","message":"Hello","service":{"name":"shop"}}\n',
}] satisfies Media[]
const json = [{ type: 'application/json' }] satisfies Media[]

const description = 'For Beats, Logstash, Vector, Fluent Bit, rsyslog and every other client of Elasticsearch. A 200 means that every document '
  + 'whose item has the status 201 is on disk; the others say why not. Documents are read as by `/v1/logs/json` (ECS among others). '
  + 'The index becomes the resource attribute `elasticsearch.index`; the source is named by `?source=` or `X-Source`.'
const errors = ['unauthenticated', 'not_found', 'too_large', 'unsupported_media_type', 'unprocessable', 'rate_limited', 'unavailable'] as const
const indexParams = z.object({ index: z.string().max(255).describe('The index of actions that name none') })

const bulk = { tag: 'Send logs', auth: 'key', query: ingestParamsSchema, headers: ingestHeadersSchema, accepts: bulkBody, answers: json, errors, description } as const
const status = { tag: 'Send logs', auth: 'key', answers: json } as const
const refresh = { ...status, summary: 'Answer Elasticsearch clients that refresh an index: nothing to do' } as const

/** Elasticsearch's API, as far as those who send logs to it need it: https://www.elastic.co/docs/api/doc/elasticsearch/ */
export const elasticsearchEndpoints = {
  elasticBulk: endpoint({ ...bulk, method: 'post', path: '/_bulk', summary: 'Send logs as to Elasticsearch' }),
  elasticBulkPut: endpoint({ ...bulk, method: 'put', path: '/_bulk', summary: 'Send logs as to Elasticsearch' }),
  elasticIndexBulk: endpoint({ ...bulk, method: 'post', path: '/{index}/_bulk', params: indexParams, summary: 'Send logs as to an index of Elasticsearch' }),
  elasticIndexBulkPut: endpoint({ ...bulk, method: 'put', path: '/{index}/_bulk', params: indexParams, summary: 'Send logs as to an index of Elasticsearch' }),
  elasticRefresh: endpoint({ ...refresh, method: 'get', path: '/_refresh' }),
  elasticRefreshPost: endpoint({ ...refresh, method: 'post', path: '/_refresh', accepts: json }),
  elasticIndexRefresh: endpoint({ ...refresh, method: 'get', path: '/{index}/_refresh', params: indexParams }),
  elasticIndexRefreshPost: endpoint({ ...refresh, method: 'post', path: '/{index}/_refresh', accepts: json, params: indexParams }),
  elasticHealth: endpoint({ ...status, method: 'get', path: '/_cluster/health', summary: 'Tell Elasticsearch clients that the server is well' }),
  elasticCatHealth: endpoint({ ...status, method: 'get', path: '/_cat/health', summary: 'Tell Elasticsearch clients in one line that the server is well', answers: [{ type: 'text/plain' }, ...json] }),
  elasticLicense: endpoint({ ...status, method: 'get', path: '/_license', summary: 'Tell Beats and Logstash of a basic licence' }),
  elasticXpack: endpoint({ ...status, method: 'get', path: '/_xpack', summary: 'Tell Beats and Logstash of a basic licence and no features' }),
}
