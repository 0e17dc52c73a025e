/** One text to copy. */
export interface Snippet {
  /** Unique within its sender. */
  id: string
  title: string
  /** When to choose it. */
  when: string
  /** Below the project’s folder. */
  file: string
  /** For the colours; plain text when missing. */
  language?: Language
  /** It can’t name a source: its lines go to the project’s default source. */
  defaultSourceOnly?: true
}

export type Language = 'bash' | 'go' | 'ini' | 'javascript' | 'json' | 'python' | 'yaml'

/** Something that sends, with the ways in which it can. */
export interface Sender {
  id: string
  title: string
  /** Other words by which people look for it. */
  words: string
  snippets: readonly Snippet[]
}

export interface SenderGroup { title: string, senders: readonly Sender[] }

const shell = (id: string, title: string, when: string, file = `snippets/${id}.sh`): Snippet => ({ id, title, when, file, language: 'bash' })
const vector = (id: string, title: string, when: string): Snippet => ({ id, title, when, file: `vector/${id}.yaml`, language: 'yaml' })
const code = (id: string, title: string, when: string, language: Language, extension: string): Snippet =>
  ({ id, title, when, file: `snippets/${id}.${extension}`, language })

const shells: Sender = {
  id: 'curl', title: 'curl', words: 'shell bash http terminal journalctl file',
  snippets: [
    shell('curl-line', 'One line', 'A JSON object a request: the quickest try.'),
    shell('curl-batch', 'JSON batch', 'An array of JSON objects, or one object a line: what applications should send.'),
    shell('curl-text', 'Plain text', 'Whatever a program prints: JSON, logfmt, syslog and access logs are recognised line by line.'),
    shell('curl-file', 'A file', 'An old log file, compressed on the way. Stack traces stay together.'),
    shell('journal', 'The journal', 'What systemd’s journal holds, with its fields.'),
  ],
}

const applications: Sender[] = [
  {
    id: 'pino', title: 'pino', words: 'node javascript typescript nestjs fastify',
    snippets: [
      code('pino-otlp', 'OpenTelemetry', 'The usual choice: batches, and what is refused for a while is sent again.', 'javascript', 'js'),
      code('pino-loki', 'Loki', 'Where pino-loki is in use already. A batch that can’t be sent is dropped.', 'javascript', 'js'),
    ],
  },
  {
    id: 'winston', title: 'winston', words: 'node javascript typescript',
    snippets: [
      code('winston-http', 'HTTP', 'winston’s own transport, nothing else to install. It does not send again what could not be sent.', 'javascript', 'js'),
      code('winston-loki', 'Loki', 'Keeps what could not be sent and tries again.', 'javascript', 'js'),
    ],
  },
  {
    id: 'opentelemetry-js', title: 'OpenTelemetry for Node', words: 'otel otlp javascript typescript sdk',
    snippets: [code('opentelemetry', 'Logs SDK', 'For programs that use OpenTelemetry already, and libraries that log through it.', 'javascript', 'js')],
  },
  {
    id: 'python', title: 'Python', words: 'logging django flask fastapi otlp opentelemetry',
    snippets: [
      code('python-otlp', 'OpenTelemetry', 'For services: in the background, and what is refused for a while is sent again.', 'python', 'py'),
      code('python-stdlib', 'Standard library', 'For scripts and jobs: nothing to install. A full buffer is sent by the thread that logs.', 'python', 'py'),
    ],
  },
  {
    id: 'go', title: 'Go', words: 'golang slog zap otlp opentelemetry',
    snippets: [
      code('go-slog', 'slog', 'The standard library’s logger, bridged to OpenTelemetry.', 'go', 'go'),
      code('go-zap', 'zap', 'zap’s JSON stays on standard output, and the same goes to Cordwood.', 'go', 'go'),
    ],
  },
]

const agents: Sender[] = [
  {
    id: 'vector', title: 'Vector', words: 'agent files journald docker aggregator vrl datadog',
    snippets: [
      vector('agent-http', 'HTTP', 'The usual choice: files, the journal and Docker as JSON lines; all fields keep their types.'),
      vector('agent-opentelemetry', 'OpenTelemetry', 'The same as OTLP, where resource and severity are to be set as OpenTelemetry names them.'),
      vector('agent-loki', 'Loki', 'Where a Loki is replaced: labels become resource attributes.'),
      vector('agent-elasticsearch', 'Elasticsearch', 'Where an Elasticsearch is replaced, and only its address is to change.'),
      vector('agent-clickhouse', 'ClickHouse', 'Where Vector writes to a ClickHouse today: the same sink, to Cordwood.'),
      vector('agent-clickhouse-direct', 'Past Cordwood', 'Straight into the source’s table on a ClickHouse server of yours.'),
      vector('aggregator', 'Aggregator', 'One Vector that many agents send to, with disk buffers and end-to-end acknowledgements.'),
      vector('transforms', 'Transforms', 'Lines are parsed, stripped of secrets and thinned out by programs of yours (VRL).'),
    ],
  },
  {
    id: 'otel-collector', title: 'OpenTelemetry Collector', words: 'otel otlp otelcol agent files journald',
    snippets: [code('otel-collector', 'config.yaml', 'Takes OTLP from programs, reads files and the journal, and keeps what waits on disk.', 'yaml', 'yaml')],
  },
  {
    id: 'fluent-bit', title: 'Fluent Bit', words: 'fluentbit fluentd agent files journald systemd',
    snippets: [code('fluent-bit', 'fluent-bit.yaml', 'A small agent for files and the journal, with its buffer on disk.', 'yaml', 'yaml')],
  },
  {
    id: 'alloy', title: 'Grafana Alloy', words: 'promtail agent loki files journald docker',
    snippets: [{ id: 'alloy', title: 'config.alloy', when: 'Where Alloy (or Promtail before it) sends to Loki today.', file: 'snippets/alloy.alloy' }],
  },
  {
    id: 'rsyslog', title: 'rsyslog', words: 'syslog debian ubuntu omfwd omelasticsearch',
    snippets: [
      { id: 'rsyslog-syslog', title: 'Syslog', when: 'Nothing to install. Cordwood’s syslog port must be switched on.', file: 'snippets/rsyslog-syslog.conf', language: 'ini' },
      { id: 'rsyslog-elasticsearch', title: 'Elasticsearch', when: 'Over HTTP, with a key. rsyslog drops what is refused for a rate limit or a full spool.', file: 'snippets/rsyslog-elasticsearch.conf', language: 'ini', defaultSourceOnly: true },
    ],
  },
  {
    id: 'syslog-ng', title: 'syslog-ng', words: 'syslog debian',
    snippets: [
      { id: 'syslog-ng-http', title: 'HTTP', when: 'With a key, in batches; what can’t be sent waits on disk.', file: 'snippets/syslog-ng-http.conf', language: 'ini' },
      { id: 'syslog-ng-syslog', title: 'Syslog', when: 'Without another package. Cordwood’s syslog port must be switched on.', file: 'snippets/syslog-ng-syslog.conf', language: 'ini' },
    ],
  },
]

const containers: Sender[] = [
  {
    id: 'docker', title: 'Docker', words: 'container compose splunk loki log driver daemon',
    snippets: [
      { ...code('docker-daemon', 'daemon.json', 'Every container of the machine, by the driver for Splunk that Docker has built in.', 'json', 'json'), defaultSourceOnly: true },
      { ...code('docker-compose', 'Compose', 'One service of a Compose file, by the same driver.', 'yaml', 'yaml'), defaultSourceOnly: true },
      shell('docker-loki', 'Loki driver', 'Names the source, and tries again without end; a plugin by Grafana has to be installed.'),
    ],
  },
  {
    id: 'kubernetes', title: 'Kubernetes', words: 'k8s helm cluster pods daemonset',
    snippets: [
      code('kubernetes-fluent-bit', 'Fluent Bit', 'Helm values: the smallest agent on every node.', 'yaml', 'yaml'),
      code('kubernetes-vector', 'Vector', 'Helm values: with a buffer on the node’s disk and end-to-end acknowledgements.', 'yaml', 'yaml'),
      code('kubernetes-collector', 'Collector', 'Helm values: OpenTelemetry’s, with the attributes of pods as OpenTelemetry names them.', 'yaml', 'yaml'),
    ],
  },
]

/** Every way to send that the interface shows, in its order. Their texts are the files that they name. */
export const senderGroups: readonly SenderGroup[] = [
  { title: 'Try it', senders: [shells] },
  { title: 'Applications', senders: applications },
  { title: 'Machines', senders: agents },
  { title: 'Containers', senders: containers },
]

/** The groups with those senders whose name, group or ways hold every word that was typed. */
export function findSenders(text: string): SenderGroup[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(word => word !== '')
  return senderGroups.flatMap(({ title, senders }) => {
    const found = senders.filter((sender) => {
      const known = [title, sender.title, sender.words, ...sender.snippets.map(snippet => snippet.title)].join(' ').toLowerCase()
      return wanted.every(word => known.includes(word))
    })
    return found.length > 0 ? [{ title, senders: found }] : []
  })
}
