import { endpoints } from '#shared/api/endpoints'
import { readerOf } from '~~/server/utils/query-turns'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.readExport, ({ platform, principal, params }) =>
  ({ export: platform.exports.status(readerOf(principal), params.exportId) }))
