import { endpoints } from '#shared/api/endpoints'
import { defineRefreshRoute } from '~~/server/utils/elasticsearch-route'

export default defineRefreshRoute(endpoints.elasticIndexRefreshPost)
