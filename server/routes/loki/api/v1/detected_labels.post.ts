import { endpoints } from '#shared/api/endpoints'
import { answerDetectedLabels } from '~~/server/utils/loki-detected'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiDetectedLabelsForm, answerDetectedLabels)
