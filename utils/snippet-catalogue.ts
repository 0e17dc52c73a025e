import { snippetTexts as texts } from './messages/snippets'

type SnippetId = keyof typeof texts.snippets

/** One text to copy. */
export interface Snippet {
  id: SnippetId
  title: string
  /** When to choose it. */
  when: string
  /** Below the project’s folder. */
  file: string
  /** For the colours; plain text when missing. */
  language?: SnippetLanguage
  /** It can’t name a source: its lines go to the project’s default source. */
  defaultSourceOnly?: true
}

export type SnippetLanguage = 'bash' | 'go' | 'ini' | 'javascript' | 'json' | 'python' | 'yaml'

/** Something that sends, with the ways in which it can. */
export interface Sender {
  id: string
  title: string
  /** Other words by which people look for it. */
  words: string
  snippets: readonly Snippet[]
}

export interface SenderGroup { title: string, senders: readonly Sender[] }

const code = (id: SnippetId, language: SnippetLanguage, extension: string): Snippet => ({ id, ...texts.snippets[id], file: `snippets/${id}.${extension}`, language })
const shell = (id: SnippetId): Snippet => code(id, 'bash', 'sh')
const vector = (id: SnippetId): Snippet => ({ id, ...texts.snippets[id], file: `vector/${id}.yaml`, language: 'yaml' })

const shells: Sender = {
  id: 'curl', ...texts.senders.curl,
  snippets: [
    shell('curl-line'),
    shell('curl-batch'),
    shell('curl-text'),
    shell('curl-file'),
    shell('journal'),
  ],
}

const applications: Sender[] = [
  {
    id: 'pino', ...texts.senders.pino,
    snippets: [
      code('pino-otlp', 'javascript', 'js'),
      code('pino-loki', 'javascript', 'js'),
    ],
  },
  {
    id: 'winston', ...texts.senders.winston,
    snippets: [
      code('winston-http', 'javascript', 'js'),
      code('winston-loki', 'javascript', 'js'),
    ],
  },
  {
    id: 'opentelemetry-js', ...texts.senders['opentelemetry-js'],
    snippets: [code('opentelemetry', 'javascript', 'js')],
  },
  {
    id: 'python', ...texts.senders.python,
    snippets: [
      code('python-otlp', 'python', 'py'),
      code('python-stdlib', 'python', 'py'),
    ],
  },
  {
    id: 'go', ...texts.senders.go,
    snippets: [
      code('go-slog', 'go', 'go'),
      code('go-zap', 'go', 'go'),
    ],
  },
]

const agents: Sender[] = [
  {
    id: 'vector', ...texts.senders.vector,
    snippets: [
      vector('agent-http'),
      vector('agent-opentelemetry'),
      vector('agent-loki'),
      vector('agent-elasticsearch'),
      vector('agent-clickhouse'),
      vector('agent-clickhouse-direct'),
      vector('aggregator'),
      vector('transforms'),
    ],
  },
  {
    id: 'otel-collector', ...texts.senders['otel-collector'],
    snippets: [code('otel-collector', 'yaml', 'yaml')],
  },
  {
    id: 'fluent-bit', ...texts.senders['fluent-bit'],
    snippets: [code('fluent-bit', 'yaml', 'yaml')],
  },
  {
    id: 'alloy', ...texts.senders.alloy,
    snippets: [{ id: 'alloy', ...texts.snippets.alloy, file: 'snippets/alloy.alloy' }],
  },
  {
    id: 'rsyslog', ...texts.senders.rsyslog,
    snippets: [
      code('rsyslog-syslog', 'ini', 'conf'),
      { ...code('rsyslog-elasticsearch', 'ini', 'conf'), defaultSourceOnly: true },
    ],
  },
  {
    id: 'syslog-ng', ...texts.senders['syslog-ng'],
    snippets: [
      code('syslog-ng-http', 'ini', 'conf'),
      code('syslog-ng-syslog', 'ini', 'conf'),
    ],
  },
]

const containers: Sender[] = [
  {
    id: 'docker', ...texts.senders.docker,
    snippets: [
      { ...code('docker-daemon', 'json', 'json'), defaultSourceOnly: true },
      { ...code('docker-compose', 'yaml', 'yaml'), defaultSourceOnly: true },
      shell('docker-loki'),
    ],
  },
  {
    id: 'kubernetes', ...texts.senders.kubernetes,
    snippets: [
      code('kubernetes-fluent-bit', 'yaml', 'yaml'),
      code('kubernetes-vector', 'yaml', 'yaml'),
      code('kubernetes-collector', 'yaml', 'yaml'),
    ],
  },
]

/** Every way to send that the interface shows, in its order. Their texts are the files that they name. */
export const senderGroups: readonly SenderGroup[] = [
  { title: texts.groups.try, senders: [shells] },
  { title: texts.groups.applications, senders: applications },
  { title: texts.groups.machines, senders: agents },
  { title: texts.groups.containers, senders: containers },
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
