import { describe, expect, it } from 'vitest'
import { parseQuery, type LogNode } from '#shared/logql'
import { Labels, stageRunner } from '#shared/logql/pipeline'
import { wordsOf } from '#shared/logql/pipeline/search'

const finds = (search: string, text: string) => {
  const { stages } = parseQuery(`{a="b"} | search ${JSON.stringify(search)}`) as LogNode
  return stages.map(stageRunner).every(run => run({ text, timestamp: 0n, labels: new Labels(new Map(), new Map()) }))
}
const LINE = 'ERROR: Connection refused by 10.0.0.1:443, http-server über_alles'

describe('search', () => {
  it('has the words that ClickHouse has', () => {
    expect(wordsOf(LINE)).toEqual(['error', 'connection', 'refused', 'by', '10', '0', '0', '1', '443', 'http', 'server', 'über', 'alles'])
    expect(wordsOf('ÄB')).toEqual(['Äb'])
  })

  it.each([
    ['error', true], ['Error', true], ['err', false], ['connection refused', true], ['connection timeout', false], ['timeout OR refused', true],
    ['refused NOT error', false], ['refused -timeout', true], ['"connection refused"', true], ['"refused connection"', false], ['10.0.0.1', true], ['10.0.0.2', false],
    ['http-server', true], ['server-http', false], ['(timeout OR error) AND über', true], ['NOT (timeout OR error)', false], ['"10 0 0 1"', true], ['...', true],
    ['"refused by" alles', true], ['and', false],
  ])('%s', (search, found) => {
    expect(finds(search, LINE)).toBe(found)
  })
})
