/** What a field of a JSON log line can mean to a record. */
export type Meaning = 'time' | 'level' | 'severityNumber' | 'message' | 'service' | 'traceId' | 'spanId' | 'traceFlags'

/**
 * The names under which one kind of sender writes each thing. `a.b` is the key `a.b` as well as `b` within `a`.
 * Names in `borrowed` name the service for want of a better one, and stay attributes too.
 */
export type LoggerNames = Partial<Record<Meaning | 'borrowed', readonly string[]>>

/** Elastic Common Schema, and Logstash before it: https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html */
const ecs: LoggerNames = {
  time: ['@timestamp'], level: ['log.level'], message: ['message'], service: ['service.name'], traceId: ['trace.id'], spanId: ['span.id'],
}

/** Serilog's compact format (CLEF): https://clef-json.org — no `@l` means Information, `@mt` is a template. */
const serilogCompact: LoggerNames = {
  time: ['@t'], level: ['@l'], message: ['@m', '@mt'], traceId: ['@tr'], spanId: ['@sp'],
}

/** Serilog's JsonFormatter: https://github.com/serilog/serilog/wiki/Formatting-Output */
const serilog: LoggerNames = {
  time: ['Timestamp'], level: ['Level'], message: ['RenderedMessage', 'MessageTemplate'], traceId: ['TraceId'], spanId: ['SpanId'],
  service: ['Properties.Application', 'Properties.ServiceName'],
}

/** The names of OpenTelemetry's data model, in the spellings of its exporters: https://opentelemetry.io/docs/specs/otel/logs/data-model/ */
const openTelemetry: LoggerNames = {
  time: ['timeUnixNano', 'time_unix_nano', 'observedTimeUnixNano', 'ObservedTimestamp', 'observed_timestamp'],
  level: ['severityText', 'severity_text', 'SeverityText'], severityNumber: ['severityNumber', 'severity_number', 'SeverityNumber'],
  message: ['body.stringValue', 'body', 'Body'],
  service: ['resource.attributes.service.name', 'resource.service.name', 'Resource.service.name', 'ServiceName'],
  traceFlags: ['traceFlags', 'trace_flags', 'TraceFlags', 'otelTraceSampled'],
  traceId: ['traceId', 'trace_id', 'traceID', 'traceid', 'otelTraceID'], spanId: ['spanId', 'span_id', 'spanID', 'spanid', 'otelSpanID'],
}

/** pino: https://getpino.io/#/docs/api?id=loggerlevel — `level` 10 to 60, `time` in ms; bunyan the same with `v`: https://github.com/trentm/node-bunyan#log-record-fields */
const pino: LoggerNames = { time: ['time'], level: ['level'], message: ['msg'] }

/** winston's json and timestamp formats: https://github.com/winstonjs/logform; also zerolog, logrus, slog under pino's and these names. */
const winston: LoggerNames = { time: ['timestamp'], level: ['level'], message: ['message'], service: ['service'] }

/** zap: https://pkg.go.dev/go.uber.org/zap#NewProductionEncoderConfig — `ts` in float seconds; Caddy logs through it. */
const zap: LoggerNames = { time: ['ts', 'T'], level: ['L'], message: ['M'] }

/** log4j2's JsonLayout: https://logging.apache.org/log4j/2.x/manual/layouts.html; `level` is an object in old versions. */
const log4j: LoggerNames = {
  time: ['instant', 'timeMillis'], level: ['level.name', 'level.standardLevel'],
  traceId: ['contextMap.traceId', 'contextMap.trace_id', 'mdc.traceId', 'mdc.trace_id'],
  spanId: ['contextMap.spanId', 'contextMap.span_id', 'mdc.spanId', 'mdc.span_id'],
}

/** Python: python-json-logger (https://nhairs.github.io/python-json-logger/) and structlog, whose text is `event` (https://www.structlog.org). */
const python: LoggerNames = { time: ['asctime', 'created'], level: ['levelname'], message: ['event'] }

/** PHP's Monolog, `JsonFormatter`: https://github.com/Seldaek/monolog — `level` counts from 100 to 600, hence the name. */
const monolog: LoggerNames = { time: ['datetime'], level: ['level_name'] }

/** GELF: https://go2docs.graylog.org/current/getting_in_log_data/gelf.html — `level` is syslog's. */
const gelf: LoggerNames = { message: ['short_message', 'full_message'], service: ['_service', '_app'] }

/** Google Cloud Logging: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry and its structured stdout. */
const googleCloud: LoggerNames = {
  time: ['receiveTimestamp'], level: ['severity'],
  message: ['textPayload', 'jsonPayload.message', 'jsonPayload.msg', 'protoPayload.status.message'],
  service: ['resource.labels.service_name'], borrowed: ['resource.labels.container_name', 'resource.labels.module_id', 'resource.labels.function_name'],
  traceId: ['trace', 'logging.googleapis.com/trace'], spanId: ['logging.googleapis.com/spanId'],
  traceFlags: ['traceSampled', 'logging.googleapis.com/trace_sampled'],
}

/** Amazon CloudWatch's log events and subscriptions: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
const cloudWatch: LoggerNames = { time: ['eventTime'], borrowed: ['logGroup', 'log_group', 'logGroupName'] }

/** journald's JSON: https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html — microseconds, syslog numbers. */
const journald: LoggerNames = {
  time: ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP'], level: ['PRIORITY'], message: ['MESSAGE'],
  borrowed: ['SYSLOG_IDENTIFIER', '_SYSTEMD_UNIT', '_COMM'],
}

/** Docker's json-file driver (https://docs.docker.com/engine/logging/drivers/json-file/), and what Fluent Bit and Vector make of it in Kubernetes. */
const containers: LoggerNames = {
  time: ['date'], message: ['log'],
  borrowed: [
    'kubernetes.labels.app.kubernetes.io/name', 'kubernetes.labels.app', 'kubernetes.pod_labels.app.kubernetes.io/name',
    'kubernetes.pod_labels.app', 'kubernetes.container_name', 'container_name',
  ],
}

/** Everything else that is common: MongoDB's `t`, PostgreSQL's jsonlog, access logs of nginx as JSON, home-made formats. */
const others: LoggerNames = {
  time: ['t', 'datetime_utc', 'eventtime', 'event_time', 'log_timestamp', 'logtime', 'time_iso8601', 'time_local', '_time'],
  level: ['lvl', 'loglevel', 'log_level', 'logLevel', 'LogLevel', 'Severity', 'error_severity', 'LEVEL', 'SEVERITY'],
  message: ['Message', '_msg', 'log_message', 'short_msg', 'line', '_raw', 'text'],
  service: ['service_name', 'serviceName', 'Service', 'app', 'application', 'app_name', 'appName', 'appname', 'application_name', 'dd.service'],
}

/** In order of precedence: where a line holds several names of one thing, the one of the first logger counts. */
export const loggers: readonly LoggerNames[] = [
  ecs, serilogCompact, serilog, pino, winston, openTelemetry, zap, log4j, python, monolog, gelf, googleCloud, cloudWatch, journald,
  containers, others,
]
