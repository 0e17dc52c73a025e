import { endpoints } from '#shared/api/endpoints'
import { answerVolume } from '~~/server/utils/loki-volume'
import { defineLokiRoute } from '~~/server/utils/loki-read'

export default defineLokiRoute(endpoints.lokiVolumeForm, answerVolume)
