import { endpoints } from '#shared/api/endpoints'
import { answerDetectedFieldValues } from '~~/server/utils/loki-detected'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiDetectedFieldValues, answerDetectedFieldValues)
