import { endpoints } from '#shared/api/endpoints'
import { definePingRoute } from '~~/server/utils/clickhouse-route'

export default definePingRoute(endpoints.clickhousePing)
