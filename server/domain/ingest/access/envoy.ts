import { isoMomentAt } from '../decode/time-iso'
import { field, fieldsOf, quoted } from './escape'
import { AccessLine } from './line'
import { durationOf, sizeOf } from './numbers'
import { addClient, addHost, addRequest } from './request'

// What a header says stands as it came: a user agent may have quotes.
const headers = String.raw`"([^"]*)" "(.*)" "([^"]*)" "([^"]*)" "([^"]*)"`
const pattern = new RegExp(String.raw`^\[([^\]\s]{10,40})\] ${quoted} (\d{1,3}|-) (\S+) (?:(\S+) (\S+) ${quoted} )?(\d+|-) (\d+|-) (\d+|-) (\S+) ${headers}(?: (\S+) (\S+) (\S+) (\S+) (\S+) (\S+))?`)

/**
 * Reads a line of Envoy's default format (https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string)
 * or Istio's (https://istio.io/latest/docs/tasks/observability/logs/access-log/#default-access-log-format). Undefined
 * when it is none. The attributes have the names of their JSON.
 */
export function readEnvoy(text: string): AccessLine | undefined {
  const found = pattern.exec(text)
  if (found === null) return undefined
  const [, when, asked, status, flags, details, termination, failure, received, sent, duration, upstreamTime, forwarded, agent, id, authority,
    upstream, cluster, upstreamLocal, downstreamLocal, downstreamRemote, serverName, route] = found
  const time = isoMomentAt(when!, 0)
  if (time === undefined || time.end !== when!.length) return undefined
  const line = new AccessLine()
  line.time = { seconds: time.seconds, nanos: time.nanos }
  addRequest(line, asked!)
  line.status = status === '-' ? 0 : Number(status)
  line.requestBodyBytes = sizeOf(received)
  line.responseBodyBytes = sizeOf(sent)
  line.duration = durationOf(duration, 'ms')
  line.agent = agent === '-' ? '' : agent!
  addHost(line, field(authority))
  addEnvoyClient(line, field(downstreamRemote), field(forwarded))
  line.extras = fieldsOf(Object.entries({
    response_flags: flags, response_code_details: details, connection_termination_details: termination,
    upstream_transport_failure_reason: failure, upstream_service_time: upstreamTime, x_forwarded_for: forwarded, request_id: id,
    upstream_host: upstream, upstream_cluster: cluster, upstream_local_address: upstreamLocal, downstream_local_address: downstreamLocal,
    requested_server_name: serverName, route_name: route,
  }))
  return line
}

/**
 * Whom Envoy had before it: the format may not say it but at the end of X-Forwarded-For, where Envoy puts it. What
 * stands there first may be anything that a client has made up.
 */
export function addEnvoyClient(line: AccessLine, remote: string, forwarded: string): void {
  const text = remote !== '' ? remote : forwarded.slice(forwarded.lastIndexOf(',') + 1).trim()
  addClient(line, text)
}
