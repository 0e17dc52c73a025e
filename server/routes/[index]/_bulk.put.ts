import { endpoints } from '#shared/api/endpoints'
import { defineBulkRoute } from '~~/server/utils/elasticsearch-route'

export default defineBulkRoute(endpoints.elasticIndexBulkPut)
