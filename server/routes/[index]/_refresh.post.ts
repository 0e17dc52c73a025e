import { endpoints } from '#shared/api/endpoints'
import { defineElasticRoute } from '~~/server/utils/elasticsearch-route'

export default defineElasticRoute(endpoints.elasticIndexRefresh, () => ({ _shards: { total: 1, successful: 1, failed: 0 } }))
