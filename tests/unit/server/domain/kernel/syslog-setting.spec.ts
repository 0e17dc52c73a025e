import { describe, expect, it } from 'vitest'
import { nameOfListener, readConfig } from '~~/server/domain/kernel'

const PROJECT = '2abcDEF0123456789abcdefghij'
const read = (text: string) => readConfig({ CORDWOOD_SYSLOG: text }).syslog.map(listener => [nameOfListener(listener), listener.project, listener.source])

describe('CORDWOOD_SYSLOG', () => {
  it.each<[string, unknown[]]>([
    ['', []],
    ['1514', [['tcp://127.0.0.1:1514', undefined, undefined], ['udp://127.0.0.1:1514', undefined, undefined]]],
    ['tcp://1514', [['tcp://127.0.0.1:1514', undefined, undefined]]],
    ['UDP://0.0.0.0:514/network', [['udp://0.0.0.0:514', undefined, 'network']]],
    [`tcp://[::1]:1514/${PROJECT}/audit`, [['tcp://[::1]:1514', PROJECT, 'audit']]],
    [' localhost:1514/a , tcp://:1515/b,', [['tcp://127.0.0.1:1514', undefined, 'a'], ['udp://127.0.0.1:1514', undefined, 'a'], ['tcp://127.0.0.1:1515', undefined, 'b']]],
  ])('takes %j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it.each<[string, string]>([
    ['x', 'for example tcp://127.0.0.1:1514/network'], ['http://127.0.0.1:1514', 'for example'], ['tcp://0', '1 to 65535'], ['70000', '1 to 65535'],
    ['tcp://log.example.com:1514', '127.0.0.1'], ['tcp://1.2.3:1514', '127.0.0.1'], ['tcp://[zz]:1514', '127.0.0.1'], ['1514/Upper', 'name of a source'], ['1514/short/app', '27 letters and digits'],
    ['1514/a/b/c', 'for example'], ['tcp://1514,1514/app', 'tcp://127.0.0.1:1514 is there twice'],
  ])('refuses %j, and says how to write it', (text, words) => {
    expect(() => read(text)).toThrow('CORDWOOD_SYSLOG')
    expect(() => read(text)).toThrow(words)
  })
})
