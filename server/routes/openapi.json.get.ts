import { endpoints } from '#shared/api/endpoints'
import { openApiDocument } from '~~/server/utils/openapi'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.getOpenApi, () => openApiDocument())
