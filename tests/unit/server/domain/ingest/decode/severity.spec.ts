import { describe, expect, it } from 'vitest'
import { parseLevel, severityOfName, severityOfSyslog } from '~~/server/domain/ingest/decode/severity'

describe('parseLevel', () => {
  it.each<[unknown, number, string]>([
    ['INFO', 9, 'INFO'], ['info', 9, 'info'], ['Information', 9, 'Information'], ['iNfO', 9, 'iNfO'], ['I', 9, 'I'],
    ['trace', 1, 'trace'], ['finest', 1, 'finest'], ['Verbose', 1, 'Verbose'],
    ['DEBUG', 5, 'DEBUG'], ['fine', 5, 'fine'], ['DEBUG2', 6, 'DEBUG2'],
    ['notice', 10, 'notice'], ['warning', 13, 'warning'], ['WARN', 13, 'WARN'], ['W', 13, 'W'], ['WARN3', 15, 'WARN3'],
    ['err', 17, 'err'], ['Error', 17, 'Error'], ['SEVERE', 17, 'SEVERE'], ['critical', 18, 'critical'], ['ALERT', 19, 'ALERT'],
    ['FATAL', 21, 'FATAL'], ['panic', 21, 'panic'], ['emerg', 21, 'emerg'], ['[ERROR]', 17, '[ERROR]'], [' warn: ', 13, ' warn: '],
    ['whatever', 0, 'whatever'], ['', 0, ''], ['x'.repeat(100), 0, 'x'.repeat(100)], ['__proto__', 0, '__proto__'],
    [10, 1, '10'], [20, 5, '20'], [30, 9, '30'], [35, 9, '35'], [40, 13, '40'], [50, 17, '50'], [60, 21, '60'], ['30', 9, '30'],
    [0, 21, '0'], [3, 17, '3'], [4, 13, '4'], [6, 9, '6'], [7, 5, '7'], ['3', 17, '3'],
    [8, 0, '8'], [70, 0, '70'], [-1, 0, '-1'], [2.5, 0, '2.5'], [1e300, 0, '1e+300'],
    [true, 0, 'true'], [5n, 0, '5'], [null, 0, ''], [undefined, 0, ''], [{}, 0, ''], [['info'], 0, ''],
  ])('%s is %i', (value, number, text) => {
    expect(parseLevel(value)).toEqual({ number, text })
  })

  it('knows syslog and names apart', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map(severityOfSyslog)).toEqual([21, 19, 18, 17, 13, 10, 9, 5, 0])
    expect(severityOfName('3')).toBe(0)
  })
})
