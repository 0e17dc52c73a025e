import { endpoints } from '#shared/api/endpoints'
import { hecRawProtocol } from '~~/server/domain/ingest'
import { defineHecRoute } from '~~/server/utils/splunk-route'

export default defineHecRoute(endpoints.hecRawVersion, hecRawProtocol)
