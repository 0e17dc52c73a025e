import { endpoints } from '#shared/api/endpoints'
import { defineClickHouseRoute } from '~~/server/utils/clickhouse-route'

export default defineClickHouseRoute(endpoints.clickhouseQuery)
