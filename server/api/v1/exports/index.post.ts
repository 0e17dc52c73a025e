import { endpoints } from '#shared/api/endpoints'
import { prepareExport } from '~~/server/utils/export-prepare'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.createExport, ({ platform, principal, body, address }) =>
  ({ export: prepareExport(platform, principal, body, address) }))
