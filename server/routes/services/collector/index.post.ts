import { endpoints } from '#shared/api/endpoints'
import { hecEventProtocol } from '~~/server/domain/ingest'
import { defineHecRoute } from '~~/server/utils/splunk-route'

export default defineHecRoute(endpoints.hecCollector, hecEventProtocol)
