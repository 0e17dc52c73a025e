import type { Attributes } from '#shared/types/log-record'
import { UNKNOWN_SERVICE } from '../decode/ids'
import { MAX_SERVICE } from '../decode/limits'

/** In Loki's order (`discover_service_name` in https://grafana.com/docs/loki/latest/configure/#limits_config). */
const names = [
  'service', 'app', 'application', 'app_name', 'name', 'app_kubernetes_io_name', 'container', 'container_name', 'k8s_container_name',
  'component', 'workload', 'job', 'k8s_job_name',
]

/** The service of a stream: its label `service_name`, or with `discover` the first label that names one. */
export function serviceOfLabels(labels: Attributes, discover: boolean): string {
  const own = usable(labels, 'service_name')
  // As in Loki: without discovery there is no such label.
  if (own !== undefined || !discover) return own ?? ''
  for (const name of names) {
    const found = usable(labels, name)
    if (found !== undefined) return found
  }
  return UNKNOWN_SERVICE
}

function usable(labels: Attributes, name: string): string | undefined {
  const value = Object.hasOwn(labels, name) ? labels[name] : undefined
  return typeof value === 'string' && value !== '' && value.length <= MAX_SERVICE ? value : undefined
}
