import { endpoints } from '#shared/api/endpoints'
import { defineElasticRoute } from '~~/server/utils/elasticsearch-route'

export default defineElasticRoute(endpoints.elasticXpack, () => ({
  license: { uid: 'cordwood', type: 'basic', mode: 'basic', status: 'active' },
  features: { ilm: { available: false, enabled: false }, security: { available: true, enabled: true } },
}))
