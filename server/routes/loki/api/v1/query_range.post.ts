import { endpoints } from '#shared/api/endpoints'
import { answerQueryRange } from '~~/server/utils/loki-queries'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiQueryRangeForm, answerQueryRange)
