import { endpoints } from '#shared/api/endpoints'
import { answerLabelValues } from '~~/server/utils/loki-labels'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiLabelValues, answerLabelValues)
