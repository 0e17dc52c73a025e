import { endpoints } from '#shared/api/endpoints'
import { answerQuery } from '~~/server/utils/loki-queries'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiQueryForm, answerQuery)
