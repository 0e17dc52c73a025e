import { endpoints } from '#shared/api/endpoints'
import { readerOf } from '~~/server/utils/query-turns'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.cancelExport, ({ platform, principal, params }) =>
  platform.exports.cancel(readerOf(principal), params.exportId))
