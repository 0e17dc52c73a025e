import { endpoints } from '#shared/api/endpoints'
import { defineElasticRoute } from '~~/server/utils/elasticsearch-route'

/** epoch, timestamp, cluster, status, nodes and shards, as `_cat/health` writes them. */
export default defineElasticRoute(endpoints.elasticCatHealth, () => {
  const now = new Date()
  return `${Math.floor(now.getTime() / 1000)} ${now.toISOString().slice(11, 19)} cordwood green 1 1 1 1 0 0 0 0 - 100.0%\n`
})
