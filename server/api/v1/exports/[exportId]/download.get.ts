import { endpoints } from '#shared/api/endpoints'
import { streamExport } from '~~/server/utils/export-stream'
import { readerOf } from '~~/server/utils/query-turns'
import { defineRoute } from '~~/server/utils/route'

export default defineRoute(endpoints.downloadExport, ({ event, platform, principal, params }) =>
  streamExport(event, platform, principal, platform.exports.begin(readerOf(principal), params.exportId)))
