import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

/** https://github.com/grafana/loki/blob/main/pkg/loki/drilldown_config_handler.go */
export default defineRoute(endpoints.lokiDrilldownLimits, ({ platform: { query: { limits: { seconds, series } } } }) => ({
  limits: {
    discover_log_levels: true, discover_service_name: ['service_name'], max_entries_limit_per_query: 5000, max_query_series: series,
    query_timeout: `${seconds}s`, volume_enabled: true, volume_max_series: series, pattern_ingester_enabled: false,
  },
  pattern_ingester_enabled: false, version: '3.6.0', maxDetectedFields: 1000, maxDetectedValues: 1000, maxLabels: 5000, maxLines: 5000,
}))
