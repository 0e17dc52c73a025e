import { endpoints } from '#shared/api/endpoints'
import { answerVolumeRange } from '~~/server/utils/loki-volume'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiVolumeRange, answerVolumeRange)
