import { endpoints } from '#shared/api/endpoints'
import { defineElasticRoute } from '~~/server/utils/elasticsearch-route'

/** Green when records can be taken: the spool does, even while ClickHouse is away. */
export default defineElasticRoute(endpoints.elasticHealth, () => ({
  cluster_name: 'cordwood', status: 'green', timed_out: false, number_of_nodes: 1, number_of_data_nodes: 1, active_primary_shards: 1, active_shards: 1,
  relocating_shards: 0, initializing_shards: 0, unassigned_shards: 0, delayed_unassigned_shards: 0, number_of_pending_tasks: 0,
  number_of_in_flight_fetch: 0, task_max_waiting_in_queue_millis: 0, active_shards_percent_as_number: 100,
}))
