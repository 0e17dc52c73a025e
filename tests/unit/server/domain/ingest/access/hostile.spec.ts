import { describe, it } from 'vitest'
import { AccessReader } from '~~/server/domain/ingest/access/record'
import { logRecord } from '~~/tests/fixtures/records'
import { NOW } from './support'

const reader = new AccessReader(NOW, 100)
const MB = 1_000_000
const TIME = '[22/Nov/2025:10:00:01 +0000]'

describe('hostile lines', () => {
  it.each<[string, string]>([
    ['quotes', `1 - - ${TIME} "${'"'.repeat(MB)}`],
    ['quotes and blanks', `1 - - ${TIME} "GET / HTTP/1.1" 200 1${' "" '.repeat(MB / 4)}`],
    ['an open quote', `1 - - ${TIME} "GET / HTTP/1.1" 200 1 "${'a\\"'.repeat(MB / 3)}`],
    ['quotes in Envoy’s user agent', `[2023-08-03T06:39:38.346Z] "GET / HTTP/1.1" 200 - 0 17 5 4 "-" "${'" "'.repeat(MB / 3)}`],
    ['quotes in Traefik’s user agent', `1 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "${'a" 1 "'.repeat(MB / 6)}`],
    ['blanks', `1 - - ${TIME} "GET / HTTP/1.1" 200 1${' '.repeat(MB)}`],
    ['words', `1 - - ${TIME} "GET / HTTP/1.1" 200 1${' a'.repeat(MB / 2)}`],
    ['numbers', `1 - - ${TIME} "GET / HTTP/1.1" 200 1${' 1'.repeat(MB / 2)}`],
    ['names', `1 - - ${TIME} "GET / HTTP/1.1" 200 1${' a=b'.repeat(MB / 4)}`],
    ['commas', `1 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "-" 1 0.1 [] ${'a, '.repeat(MB / 3)}`],
    ['addresses', `1 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "-" "${'1.1.1.1, '.repeat(MB / 9)}"`],
    ['escapes', `1 - - ${TIME} "GET /${'\\x22'.repeat(MB / 4)} HTTP/1.1" 200 1`],
    ['bytes', `1 - - ${TIME} "GET /${'\\xff'.repeat(MB / 4)} HTTP/1.1" 200 1`],
    ['fields of a balancer', `http 2018-07-02T22:23:00Z ${'a '.repeat(MB / 2)}`],
    ['slashes', `1:1 [06/Feb/2009:12:14:14.655] a ${'b/'.repeat(MB / 2)}`],
    ['braces', `${'{'.repeat(MB)}}`],
    ['objects', `${'{"log":'.repeat(MB / 7)}1${'}'.repeat(MB / 7)}`],
    ['brackets', '['.repeat(MB)],
    ['priorities', '<190>'.repeat(MB / 5)],
  ])('does not hang on %s', (_, body) => {
    reader.read(logRecord({ body }))
  })
})
