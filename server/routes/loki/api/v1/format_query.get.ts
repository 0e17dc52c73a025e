import { endpoints } from '#shared/api/endpoints'
import { answerFormat } from '~~/server/utils/loki-queries'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiFormatQuery, ({ parameters }) => answerFormat(parameters.query))
