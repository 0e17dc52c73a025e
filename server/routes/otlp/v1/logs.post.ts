import { endpoints } from '#shared/api/endpoints'
import { defineOtlpRoute } from '~~/server/utils/otlp-route'

export default defineOtlpRoute(endpoints.otlpLogsPrefixed)
