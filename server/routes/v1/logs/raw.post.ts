import { endpoints } from '#shared/api/endpoints'
import { rawProtocol } from '~~/server/domain/ingest'
import { defineIngestRoute } from '~~/server/utils/ingest-route'

export default defineIngestRoute(endpoints.ingestRaw, rawProtocol)
