/** What a field of a JSON access log can say of a request. */
export type Part = 'time' | 'request' | 'method' | 'target' | 'query' | 'scheme' | 'host' | 'port' | 'protocol' | 'status'
  | 'requestBodyBytes' | 'requestBytes' | 'responseBodyBytes' | 'responseBytes' | 'bytesSent'
  | 'seconds' | 'millis' | 'micros' | 'nanos' | 'duration' | 'client' | 'forwarded' | 'clientPort' | 'user' | 'agent' | 'referrer'

/**
 * The names under which one kind of server writes each part. `a.b` is the key `a.b` as well as `b` within `a`.
 * `duration` and `bytesSent` mean different things to different servers: see fields.ts.
 */
type PartNames = Partial<Record<Part, readonly string[]>>

/** OpenTelemetry's conventions, the present ones and those before: https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
const openTelemetry: PartNames = {
  method: ['http.request.method', 'http.method'], status: ['http.response.status_code', 'http.status_code'],
  target: ['url.path', 'http.target', 'url.full', 'http.url'], query: ['url.query'], scheme: ['url.scheme', 'http.scheme'],
  host: ['server.address', 'http.host', 'net.host.name'], port: ['server.port', 'net.host.port'],
  protocol: ['network.protocol.version', 'http.flavor'],
  requestBodyBytes: ['http.request.body.size', 'http.request_content_length'], requestBytes: ['http.request.size'],
  responseBodyBytes: ['http.response.body.size', 'http.response_content_length'], responseBytes: ['http.response.size'],
  seconds: ['http.server.request.duration'], client: ['client.address', 'http.client_ip', 'net.peer.ip'],
  clientPort: ['client.port', 'net.peer.port'], user: ['user.name', 'enduser.id'],
  agent: ['user_agent.original', 'http.user_agent'], referrer: ['http.request.header.referer'],
}

/** Elastic's schema: https://www.elastic.co/guide/en/ecs/current/ecs-http.html */
const ecs: PartNames = {
  target: ['url.original'], host: ['url.domain'], port: ['url.port'], protocol: ['http.version'],
  requestBodyBytes: ['http.request.body.bytes'], requestBytes: ['http.request.bytes'],
  responseBodyBytes: ['http.response.body.bytes'], responseBytes: ['http.response.bytes'],
  nanos: ['event.duration'], client: ['client.ip', 'source.ip', 'source.address'], clientPort: ['source.port'], referrer: ['http.request.referrer'],
}

/** nginx's variables, which people name the keys of their JSON after: https://nginx.org/en/docs/varindex.html */
const nginx: PartNames = {
  time: ['msec', 'time_msec', 'time_epoch'], request: ['request'], method: ['request_method'], target: ['request_uri', 'uri', 'document_uri'],
  query: ['args', 'query_string', 'request_query'], scheme: ['scheme'], host: ['http_host', 'host', 'vhost', 'server_name'], port: ['server_port'],
  protocol: ['server_protocol', 'request_proto'], status: ['status'], requestBodyBytes: ['content_length'], requestBytes: ['request_length'],
  responseBodyBytes: ['body_bytes_sent'], bytesSent: ['bytes_sent'], seconds: ['request_time'],
  client: ['remote_addr'], clientPort: ['remote_port'], user: ['remote_user'], agent: ['http_user_agent'], referrer: ['http_referer', 'http_referrer'],
}

/** Caddy: https://caddyserver.com/docs/caddyfile/directives/log#format-modules */
const caddy: PartNames = {
  method: ['request.method'], target: ['request.uri'], host: ['request.host'], protocol: ['request.proto'],
  requestBodyBytes: ['bytes_read'], responseBodyBytes: ['size'], duration: ['duration'],
  client: ['request.client_ip', 'request.remote_ip', 'request.remote_addr'], clientPort: ['request.remote_port'], user: ['user_id'],
  agent: ['request.headers.User-Agent'], referrer: ['request.headers.Referer'],
}

/** Traefik: https://doc.traefik.io/traefik/observability/access-logs/#available-fields */
const traefik: PartNames = {
  time: ['StartUTC', 'StartLocal'], method: ['RequestMethod'], target: ['RequestPath'], scheme: ['RequestScheme'],
  host: ['RequestHost', 'RequestAddr'], port: ['RequestPort'], protocol: ['RequestProtocol'], status: ['DownstreamStatus'],
  requestBodyBytes: ['RequestContentSize'], responseBodyBytes: ['DownstreamContentSize'], nanos: ['Duration'],
  client: ['ClientHost', 'ClientAddr'], clientPort: ['ClientPort'], user: ['ClientUsername'],
  agent: ['request_User-Agent'], referrer: ['request_Referer'],
}

/** Envoy, Istio (https://istio.io/latest/docs/tasks/observability/logs/access-log/) and Envoy Gateway. */
const envoy: PartNames = {
  time: ['start_time'], method: ['method'], target: ['path', 'x-envoy-origin-path'], host: ['authority', ':authority'], protocol: ['protocol'],
  status: ['response_code'], requestBodyBytes: ['bytes_received'], client: ['downstream_remote_address'],
  forwarded: ['x_forwarded_for', 'x-forwarded-for'], agent: ['user_agent', 'user-agent'],
}

/** The columns of our own table, from those who copy its rows. */
const own: PartNames = {
  method: ['Method'], scheme: ['Scheme'], host: ['Host'], target: ['Path'], query: ['Query'], protocol: ['Protocol'], status: ['Status'],
  requestBytes: ['RequestBytes'], responseBytes: ['ResponseBytes'], client: ['ClientAddress'], user: ['UserName'], agent: ['UserAgent'], referrer: ['Referrer'],
}

/** Google's HttpRequest: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#HttpRequest */
const google: PartNames = {
  method: ['httpRequest.requestMethod'], target: ['httpRequest.requestUrl'], protocol: ['httpRequest.protocol'], status: ['httpRequest.status'],
  requestBytes: ['httpRequest.requestSize'], responseBytes: ['httpRequest.responseSize'], duration: ['httpRequest.latency'],
  client: ['httpRequest.remoteIp'], agent: ['httpRequest.userAgent'], referrer: ['httpRequest.referer'],
}

/** pino-http (https://github.com/pinojs/pino-http) and express-winston. */
const node: PartNames = {
  method: ['req.method'], target: ['req.url'], status: ['res.statusCode'], millis: ['responseTime'], host: ['req.headers.host'],
  client: ['req.remoteAddress'], clientPort: ['req.remotePort'], agent: ['req.headers.user-agent'], referrer: ['req.headers.referer'],
}

/** Logstash's patterns for Apache, before ECS: https://github.com/logstash-plugins/logstash-patterns-core/blob/main/patterns/legacy/httpd */
const grok: PartNames = {
  method: ['verb'], protocol: ['httpversion'], status: ['response'], responseBodyBytes: ['bytes'], client: ['clientip'], user: ['auth'], agent: ['agent'], referrer: ['referrer'],
}

/** What people call things in formats of their own. */
const others: PartNames = {
  method: ['http_method'], target: ['url'], scheme: ['http_scheme'], host: ['hostname', 'domain'], protocol: ['proto', 'http_version'],
  status: ['status_code', 'statusCode', 'response_status', 'http_status', 'response.status_code', 'response.status'],
  requestBodyBytes: ['request_size'], responseBodyBytes: ['response_size', 'bytes_written', 'response.size'],
  seconds: ['duration_s', 'request_duration_s'], millis: ['duration_ms', 'response_time_ms', 'latency_ms', 'request_time_ms', 'elapsed_ms'],
  micros: ['duration_us', 'response_time_us', 'request_time_us'], nanos: ['duration_ns', 'durationNanos'],
  duration: ['latency', 'response_time', 'elapsed', 'took'],
  client: ['client_ip', 'remote_ip', 'clientIp', 'client', 'ip'], user: ['username'], agent: ['userAgent', 'useragent'], referrer: ['referer'],
}

/** In order of precedence. */
export const servers: readonly PartNames[] = [openTelemetry, ecs, nginx, caddy, traefik, envoy, own, google, node, grok, others]
