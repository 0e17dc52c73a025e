import { endpoints } from '#shared/api/endpoints'
import { jsonProtocol } from '~~/server/domain/ingest'
import { defineIngestRoute } from '~~/server/utils/ingest-route'

export default defineIngestRoute(endpoints.ingestJson, jsonProtocol)
