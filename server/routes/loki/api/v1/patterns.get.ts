import { endpoints } from '#shared/api/endpoints'
import { answerPatterns } from '~~/server/utils/loki-patterns'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiPatterns, answerPatterns)
