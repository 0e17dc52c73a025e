import { endpoints } from '#shared/api/endpoints'
import { defineElasticRoute } from '~~/server/utils/elasticsearch-route'

export default defineElasticRoute(endpoints.elasticLicense, () => ({ license: { status: 'active', uid: 'cordwood', type: 'basic', mode: 'basic' } }))
