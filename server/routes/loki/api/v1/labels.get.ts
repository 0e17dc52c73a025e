import { endpoints } from '#shared/api/endpoints'
import { answerLabels } from '~~/server/utils/loki-labels'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiLabels, answerLabels)
