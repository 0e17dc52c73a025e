import { endpoints } from '#shared/api/endpoints'
import { defineHecAckRoute } from '~~/server/utils/splunk-route'

export default defineHecAckRoute(endpoints.hecAck)
