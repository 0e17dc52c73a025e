import { describe, expect, it } from 'vitest'
import { readConfig } from '~~/engine/config'
import { configXml } from '~~/engine/config-xml'
import { usersXml } from '~~/engine/users-xml'
import { escapeXml, toXml } from '~~/engine/xml'

const config = readConfig({ CORDWOOD_ENGINE_DATA_DIR: '/data & more', CORDWOOD_ENGINE_PASSWORD: 'a-long-secret', CORDWOOD_ENGINE_MAX_QUERIES: '5', CORDWOOD_ENGINE_MERGE_THREADS: '4' })

describe('toXml', () => {
  it('writes trees and lists, and escapes text', () => {
    expect(toXml({ a: { b: ['<1>', 2], c: '' } })).toBe('<a>\n<b>&lt;1&gt;</b>\n<b>2</b>\n<c></c>\n</a>')
    expect(escapeXml(`&<>"'`)).toBe('&amp;&lt;&gt;&quot;&apos;')
  })
})

describe('the main file', () => {
  const xml = configXml(config, '/run/users.xml')

  it('listens on the loopback address, keeps to its directory and limits', () => {
    expect(xml).toContain('<listen_host>127.0.0.1</listen_host>')
    expect(xml).toContain('<path>/data &amp; more/</path>')
    expect(xml).toContain('<users_config>/run/users.xml</users_config>')
    expect(xml).toContain(`<max_server_memory_usage>${config.serverMemory}</max_server_memory_usage>`)
    // The start-up session counts as one.
    expect(xml).toContain('<max_concurrent_queries>6</max_concurrent_queries>')
    expect(xml).toContain('<number_of_free_entries_in_pool_to_execute_mutation>2<')
    expect(xml).toContain('<table_engines_require_grant>true<')
  })

  it('lets only the credentials through, and ends with a refusal', () => {
    const rules = xml.split('<rule>').slice(1)
    const query = rules.filter(rule => rule.includes('dynamic_query_handler'))
    expect(query).toHaveLength(2)
    expect(query[0]).toContain(`<Authorization>Basic ${btoa('cordwood:a-long-secret')}</Authorization>`)
    expect(query[1]).toContain('<X-ClickHouse-Key>a-long-secret</X-ClickHouse-Key>')
    expect(rules.at(-1)).toContain('<status>403</status>')
    expect(rules.at(-1)).not.toContain('<headers>')
  })
})

describe('the users file', () => {
  const xml = usersXml(config)

  it('holds a hash and no password', () => {
    expect(xml).not.toContain('a-long-secret')
    expect(xml).toMatch(/<password_sha256_hex>[0-9a-f]{64}</)
  })

  it('grants no way out of the data directory', () => {
    expect(xml).not.toMatch(/GRANT ALL|SOURCES|DICTIONARY|CREATE FUNCTION|SHUTDOWN|ACCESS MANAGEMENT|TABLE ENGINE ON \*/)
    expect(xml).not.toMatch(/TABLE ENGINE ON (File|URL|S3|Executable|Distributed)</)
  })

  it('commits before it answers', () => {
    expect(xml).toContain('<async_insert>0</async_insert>')
  })
})
