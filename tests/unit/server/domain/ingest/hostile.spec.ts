import { describe, expect, it } from 'vitest'
import { rawFormats } from '#shared/schemas/ingest'
import type { Decoded } from '#shared/types/log-record'
import { jsonProtocol } from '~~/server/domain/ingest/json'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import { Chance } from '../../../../fixtures/fuzz/chance'
import { injureLine } from '../../../../fixtures/fuzz/injure'

const context = { now: Date.UTC(2025, 10, 22) }
type Decode = (body: Buffer) => Decoded

const isBlank = (line: Buffer) => /^[ \t\r\f\v]*$/.test(line.toString('latin1'))

const json: Decode = body => jsonProtocol.decode(body, {}, context)
const simple: Decode = body => simpleProtocol.decode(body, {}, context)
const simpleLine = '{"timestamp":"2025-11-22T13:11:00.123Z","service":"api","level":"INFO","message":"hëllo","tags":{"a":"b","n":[1,{"x":null}]}}'
const jsonLines = [
  '{"@timestamp":"2025-11-22T13:11:00Z","log":{"level":"error"},"message":"m","service":{"name":"api"},"trace":{"id":"4bf92f3577b34da6a3ce929d0e0e4736"}}',
  '{"level":30,"time":1763817060123,"pid":1,"hostname":"h","name":"n","msg":"m","id":12345678901234567890}',
  '{"instant":{"epochSecond":1763817060,"nanoOfSecond":1},"level":"WARN","message":"m"}',
  '{"@t":"2025-11-22T13:11:00Z","@mt":"a {b:0} {c}","b":1,"@r":["x"]}',
  '{"logGroup":"g","logEvents":[{"id":"1","timestamp":1763817060123,"message":"m"}]}',
]
const rawLines = [
  '2015-07-29 17:41:44,747 - INFO  [Quorum[myid=1]] - Notification', '<165>1 2003-10-11T22:14:15.003Z h app 8710 ID47 [e@1 iut="3" b="\\"c"] text',
  '1.1.1.1 - - [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 1 "-" "M \\" x"', 'Dec 10 06:55:46 LabSZ sshd[24200]: Invalid', 'level=warn msg="x y" a=1 b',
  'W1122 10:00:00.123456 1 file.go:12] msg', jsonLines[0]!, '[Thu Dec 10 06:55:46.123456 2015] [core:error] x', 'E, [2025-11-22T10:00:00.1 #7] ERROR -- : boom', '1763817060.123 200 x',
]

const decoders: Array<[string, Decode, string[], string]> = [
  ['simple', simple, [simpleLine], '{"message":"good"}'],
  ['json', json, jsonLines, '{"msg":"good"}'],
  ...rawFormats.map((format): [string, Decode, string[], string] => [
    `raw ${format}`, body => rawProtocol.decode(body, { format }, context), rawLines,
    { auto: '2025-11-22 10:00:00 INFO good', plain: 'good', logfmt: 'msg=good', json: '{"msg":"good"}', syslog: '<11>Oct 11 22:14:15 h app: good', combined: '1.1.1.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 "-" "good"' }[format],
  ]),
]

describe.each(decoders)('%s', (_name, decode, lines, good) => {
  it('keeps the good lines around injured ones, and every line becomes a record or a reject', () => {
    const chance = new Chance(7)
    const feed = Buffer.from('\n')
    const goods = (decoded: Decoded) => decoded.records.filter(record => record.body.split('\n').some(part => part.endsWith('good') || part.endsWith('good"'))).length
    for (let i = 0; i < 2000; i++) {
      const bad = injureLine(Buffer.from(lines[i % lines.length]!), chance)
      const body = Buffer.concat([Buffer.from(good), feed, bad, feed, Buffer.from(good), feed])
      const decoded = decode(body)
      if (goods(decoded) !== 2) expect(decoded, body.toString('latin1')).toBe('two good records')
      const continues = decoded.records.some(record => record.body.includes('\n'))
      const pieces = decoded.records.length + decoded.rejects.length + (continues ? 1 : 0)
      if (pieces < (isBlank(bad) ? 2 : 3)) expect(decoded, body.toString('latin1')).toBe('a record or a reject for each line')
      for (const { reason, raw } of decoded.rejects) if (reason.length < 10 || raw.length === 0 || !body.includes(Buffer.from(raw))) expect({ reason, raw }).toBe('a valid reject')
    }
  })

  it.each<[string, string]>([
    ['opening brackets', '['.repeat(1_000_000)], ['opening braces', '{"a":'.repeat(200_000)], ['brackets in lines', '[\n'.repeat(50_000)],
    ['cut-off objects in lines', '{"a":[\n'.repeat(30_000)], ['a broken array and blank lines', `[x${'\n'.repeat(500_000)}`], ['quotes', '"'.repeat(900_000)],
    ['backslashes', `a="${'\\'.repeat(900_000)}`], ['commas', `[${','.repeat(900_000)}]`], ['empty objects', '{}'.repeat(200_000)], ['pairs', 'a='.repeat(400_000)],
    ['blanks', ' '.repeat(1_000_000)], ['a word', 'a'.repeat(1_000_000)], ['dots', 'a.'.repeat(500_000)], ['an open log line', `1.1.1.1 - - [17/May/2015:10:05:03 +0000] "${'\\"'.repeat(400_000)}`],
    ['structured data', `<1>1 - - - - - ${'[a b="c"'.repeat(100_000)}`], ['nested arrays with a good line', `${'[[[1]],\n'.repeat(30_000)}${good}\n`], ['parentheses', `goroutine 1 [x\n${'a('.repeat(400_000)}`],
    ['invalid lines', '{x}\n'.repeat(30_000)], ['lines of digits', '1\n'.repeat(200_000)], ['an array of unequal brackets', `[${'{"a":]},\n'.repeat(30_000)}`],
  ])('does not hang on %s', (_what, body) => {
    const { records, rejects } = decode(Buffer.from(body))
    expect(body.trim() === '' || records.length + rejects.length > 0).toBe(true)
  })
})
