import { endpoints } from '#shared/api/endpoints'
import { answerIndexStats } from '~~/server/utils/loki-labels'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiIndexStats, answerIndexStats)
