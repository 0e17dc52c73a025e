import { endpoints } from '#shared/api/endpoints'
import { answerFormat } from '~~/server/utils/loki-queries'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiFormatQueryForm, ({ parameters }) => answerFormat(parameters.query))
