import { endpoints } from '#shared/api/endpoints'
import { defineHecHealthRoute } from '~~/server/utils/splunk-route'

export default defineHecHealthRoute(endpoints.hecHealth)
