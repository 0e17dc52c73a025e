/** Vector can't be installed here: the names are those of its documentation, https://vector.dev/docs/reference/configuration/. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { appSchema } from '~~/server/domain/storage'

const folder = resolve(import.meta.dirname, '../../../vector')
const names = readdirSync(folder)
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

interface Component { type: string, inputs?: string[], [option: string]: unknown }
type Kind = 'sources' | 'transforms' | 'sinks'
type Configuration = Record<Kind, Record<string, Component> | undefined>

const ofSinks = ['inputs', 'type', 'buffer', 'healthcheck']
const ofHttp = ['uri', 'method', 'auth', 'request', 'encoding', 'framing', 'compression', 'batch', 'acknowledgements', 'tls']
const OPTIONS: Record<Kind, Record<string, string[]>> = {
  sources: {
    file: ['include', 'exclude', 'read_from'], journald: ['current_boot_only', 'include_units'], docker_logs: ['docker_host', 'exclude_containers'],
    vector: ['address'], opentelemetry: ['grpc', 'http'], syslog: ['mode', 'address'],
  },
  transforms: { remap: ['inputs', 'source'], filter: ['inputs', 'condition'] },
  sinks: {
    http: [...ofSinks, ...ofHttp],
    opentelemetry: [...ofSinks, 'protocol'],
    loki: [...ofSinks, 'endpoint', 'path', 'auth', 'labels', 'structured_metadata', 'encoding', 'compression', 'batch', 'acknowledgements'],
    elasticsearch: [...ofSinks, 'endpoints', 'mode', 'bulk', 'request', 'query', 'auth', 'compression', 'acknowledgements'],
    clickhouse: [...ofSinks, 'endpoint', 'database', 'table', 'date_time_best_effort', 'skip_unknown_fields', 'auth', 'batch', 'compression', 'encoding', 'acknowledgements'],
  },
}

describe.each(names)('vector/%s', (name) => {
  const configuration = parse(read(name)) as Configuration

  it('says what it is and when to use it', () => {
    expect(read(name)).toMatch(/^# .+\n(?:#.*\n)*# When: /)
  })

  it('has components of Vector’s, with options that they have', () => {
    for (const kind of ['sources', 'transforms', 'sinks'] as const) {
      for (const [id, { type, ...options }] of Object.entries(configuration[kind] ?? {})) {
        const known = OPTIONS[kind][type]
        expect(known, `${kind}.${id} of type ${type}`).toBeDefined()
        expect(Object.keys(options).filter(option => !known!.includes(option)), `${kind}.${id}`).toEqual([])
      }
    }
  })

  it('is connected: every input is there, and everything is used', () => {
    const made = [...Object.keys(configuration.sources ?? {}), ...Object.keys(configuration.transforms ?? {})]
    const used = [...Object.values(configuration.transforms ?? {}), ...Object.values(configuration.sinks ?? {})].flatMap(({ inputs }) => inputs ?? [])
    // Of a source with several outputs one is named: otlp.logs.
    const plain = used.map(input => input.replace(/\..*$/, ''))
    expect(plain.filter(input => !made.includes(input))).toEqual([])
    expect(made.filter(id => !plain.includes(id))).toEqual([])
  })

  it('keeps what is not acknowledged on disk, and says so to its sources', () => {
    for (const sink of Object.values(configuration.sinks!)) {
      expect(sink.buffer).toMatchObject({ type: 'disk', when_full: 'block' })
      // The smallest that Vector takes is 256 MiB and a little.
      expect((sink.buffer as { max_size: number }).max_size).toBeGreaterThan(268_435_488)
      expect((sink.protocol ?? sink) as object).toMatchObject({ acknowledgements: { enabled: true } })
    }
  })
})

it('the agents read the same', () => {
  const read_ = names.filter(name => name.startsWith('agent-')).map(name => parse(read(name)) as Configuration)
  expect(read_.length).toBeGreaterThan(4)
  for (const { sources, transforms } of read_) {
    expect(sources).toEqual(read_[0]!.sources)
    expect(transforms!.lines).toEqual(read_[0]!.transforms!.lines)
  }
})

it('rows that go past Cordwood have columns of the table', () => {
  const { transforms } = parse(read('agent-clickhouse-direct.yaml')) as Configuration
  const columns = [...String(transforms!.rows!.source).matchAll(/^\s*"([A-Z]\w+)":/gm)].map(([, column]) => column)
  expect(columns).toContain('Segment')
  expect(columns.filter(column => !appSchema.columns.some(([name]) => name === column))).toEqual([])
})
