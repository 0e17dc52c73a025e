import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { endpoints } from '#shared/api/endpoints'
import type { Endpoint } from '#shared/api/endpoint'
import { snippetTexts } from '../../../utils/messages/snippets'
import { findSenders, senderGroups } from '../../../utils/snippet-catalogue'
import { fill, PLACEHOLDER, YOURS, type Filling } from '#shared/snippets/fill'

const root = resolve(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const snippets = senderGroups.flatMap(group => group.senders).flatMap(sender => sender.snippets)
const files = snippets.map(({ file }) => file)
const filling: Filling = {
  address: 'https://logs.example.com', key: 'cw_secret', projectId: '2abcdefghijklmnopqrstuvwxyz', source: 'web',
  table: { database: 'cordwood', table: 'source_1' },
}
const routes = new Set((Object.values(endpoints) as Endpoint[]).map(({ method, path }) => `${method} ${path}`))

/** What a sender that is given a base address asks for below it: from its own documentation. */
const ASKED: Record<string, string[]> = {
  'vector/agent-loki.yaml': ['post /loki/api/v1/push', 'get /ready'],
  'vector/agent-elasticsearch.yaml': ['post /_bulk', 'get /_cluster/health'],
  'vector/agent-clickhouse.yaml': ['get /clickhouse'],
  'snippets/pino-loki.js': ['post /loki/api/v1/push'],
  'snippets/winston-loki.js': ['post /loki/api/v1/push'],
  'snippets/docker-daemon.json': ['post /services/collector/event/1.0'],
  'snippets/docker-compose.yaml': ['post /services/collector/event/1.0'],
  'snippets/rsyslog-elasticsearch.conf': ['post /_bulk'],
}
/** They send by no address of the API. */
const ELSEWHERE = ['vector/agent-clickhouse-direct.yaml', 'snippets/rsyslog-syslog.conf', 'snippets/syslog-ng-syslog.conf']

/** The addresses of ours in a text that is filled in, and paths that stand beside a host. */
function pathsIn(text: string): string[] {
  const whole = [...text.matchAll(/https:\/\/(?:[^\s/@]+@)?logs\.example\.com(\/[^\s?"',]*)?/g)].map(([, path]) => path ?? '')
  const beside = [...text.matchAll(/^\s*(?:path|uri|endpoint):? +["']?(\/[^\s?"',]*)/gim)].map(([, path]) => path ?? '')
  return [...whole, ...beside].filter(path => path !== '' && !path.startsWith('/var/'))
}

describe('the catalogue of senders', () => {
  it('has every file once, and a file for every entry', () => {
    const there = ['vector', 'snippets'].flatMap(folder => readdirSync(join(root, folder)).map(name => `${folder}/${name}`))
    expect([...files].sort()).toEqual(there.sort())
  })

  it('names senders and ways once, and says when to choose them', () => {
    const senders = senderGroups.flatMap(group => group.senders).map(({ id }) => id)
    expect(new Set(senders).size).toBe(senders.length)
    expect(new Set(snippets.map(({ id }) => id)).size).toBe(snippets.length)
    expect(snippets.map(({ id }) => id).sort()).toEqual(Object.keys(snippetTexts.snippets).sort())
    expect(senders.sort()).toEqual(Object.keys(snippetTexts.senders).sort())
    for (const { id, when } of snippets) expect(when, id).toMatch(/^[A-Za-z].*\.$/)
  })

  it.each(files)('%s has no placeholder that is not known', (file) => {
    const rest = read(file).replace(PLACEHOLDER, '').replace(YOURS, '').replace(/CORDWOOD_SYSLOG=/g, '')
    expect(rest.match(/CORDWOOD_\w+|YOUR_\w*|\{\{ ?(?:address|key)/g)).toBeNull()
  })

  it.each(files)('%s carries the key, or needs none', (file) => {
    if (!ELSEWHERE.includes(file)) expect(fill(read(file), filling)).toContain('cw_secret')
    const withoutKey = fill(read(file), { ...filling, key: undefined })
    expect(withoutKey).not.toContain('CORDWOOD_KEY')
  })

  it.each(snippets.map(snippet => [snippet.file, snippet] as const))('%s names the source', (file, { defaultSourceOnly }) => {
    const names = /\bweb\b/.test(fill(read(file), filling)) || file.includes('direct')
    expect(names).toBe(!defaultSourceOnly)
  })

  it.each(files)('%s sends to addresses that exist', (file) => {
    const paths = pathsIn(fill(read(file), filling))
    const asked = [...paths.map(path => path === '/ready' ? 'get /ready' : `post ${path}`), ...ASKED[file] ?? []]
    if (!ELSEWHERE.includes(file)) expect(asked.length, 'no address was found').toBeGreaterThan(0)
    expect(asked.filter(address => !routes.has(address))).toEqual([])
  })

  it.each(files.filter(file => file.endsWith('.yaml')))('%s is YAML', (file) => {
    const documents = parseAllDocuments(fill(read(file), filling), { strict: true })
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
    expect(parse(fill(read(file), filling))).toBeTypeOf('object')
  })

  it.each(files.filter(file => file.endsWith('.json')))('%s is JSON', (file) => {
    expect(JSON.parse(fill(read(file), filling))).toBeTypeOf('object')
  })
})

describe('findSenders', () => {
  const found = (text: string) => findSenders(text).flatMap(group => group.senders).map(({ id }) => id)

  it('finds by name, by other words, and by what a way is called', () => {
    expect(found('vector')).toContain('vector')
    expect(found('K8S')).toEqual(['kubernetes'])
    expect(found('promtail')).toEqual(['alloy'])
    expect(found('node loki')).toEqual(['pino', 'winston'])
  })

  it('finds all for nothing, and nothing for nonsense', () => {
    expect(findSenders('  ')).toEqual(senderGroups)
    expect(findSenders('xyzzy')).toEqual([])
  })
})
