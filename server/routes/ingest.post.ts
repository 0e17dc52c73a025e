import { endpoints } from '#shared/api/endpoints'
import { simpleProtocol } from '~~/server/domain/ingest'
import { defineIngestRoute } from '~~/server/utils/ingest-route'

export default defineIngestRoute(endpoints.ingest, simpleProtocol)
