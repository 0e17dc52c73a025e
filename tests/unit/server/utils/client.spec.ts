import { describe, expect, it } from 'vitest'
import { readTrustedProxies } from '~~/server/domain/kernel'
import { clientOf } from '~~/server/utils/client'

const PEER = { address: '10.0.0.2', protocol: 'http' } as const
const trusted = readTrustedProxies('10.0.0.0/8,::1,2001:db8::/32')
const seen = (headers: Record<string, string | string[]>, address: string = PEER.address) => clientOf({ ...PEER, address }, headers, trusted)
const addressOf = (header: string) => seen({ 'x-forwarded-for': header }).address

describe('the client', () => {
  it('is who is connected, as long as that is no trusted proxy', () => {
    const spoofed = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', 'forwarded': 'for=203.0.113.9;proto=https' }
    expect(clientOf(PEER, spoofed, readTrustedProxies(''))).toEqual(PEER)
    expect(seen(spoofed, '198.51.100.1')).toEqual({ address: '198.51.100.1', protocol: 'http' })
    expect(seen(spoofed, '::ffff:198.51.100.1').address).toBe('198.51.100.1')
    expect(clientOf({ address: '', protocol: 'https' }, spoofed, trusted)).toEqual({ address: '', protocol: 'https' })
  })

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    // What the client wrote itself stands to the left.
    ['127.0.0.1, 203.0.113.9', '203.0.113.9'], ['10.0.0.9, 203.0.113.9, 10.0.0.3', '203.0.113.9'],
    ['203.0.113.9, 10.0.0.3, 10.0.0.4', '203.0.113.9'], ['10.0.0.5, 10.0.0.4', '10.0.0.5'],
    ['203.0.113.9:4711', '203.0.113.9'], ['2001:DB9::1', '2001:db9::1'], ['[2001:db9::1]', '2001:db9::1'], ['[2001:db9::1]:443', '2001:db9::1'],
    ['203.0.113.9, 2001:db8::7', '203.0.113.9'], ['203.0.113.9,::ffff:10.0.0.3', '203.0.113.9'], ['::ffff:203.0.113.9', '203.0.113.9'],
    // Nobody knows more than the last proxy that was understood.
    ['203.0.113.9, unknown', '10.0.0.2'], ['unknown, 10.0.0.3', '10.0.0.3'], ['', '10.0.0.2'], [',', '10.0.0.2'], ['<script>, 203.0.113.9', '203.0.113.9'],
  ])('of X-Forwarded-For: %s is %s', (header, address) => expect(addressOf(header)).toBe(address))

  it('is found in a header that came twice, and behind a proxy of IPv6', () => {
    expect(seen({ 'x-forwarded-for': ['203.0.113.9', '10.0.0.3'] }).address).toBe('203.0.113.9')
    expect(seen({ 'x-forwarded-for': '203.0.113.9' }, '2001:DB8::0:1').address).toBe('203.0.113.9')
  })

  it.each([
    ['for=203.0.113.9', '203.0.113.9', 'http'], ['For="[2001:db9::1]:4711"; Proto=HTTPS;by=_x', '2001:db9::1', 'https'],
    ['for=192.0.2.1;proto=http, for=203.0.113.9;proto=https', '203.0.113.9', 'https'],
    ['for=203.0.113.9;proto=https, for=10.0.0.3;proto=http', '203.0.113.9', 'https'],
    ['for=_hidden;proto=https', '10.0.0.2', 'https'], ['for="203.0.113.1, for=203.0.113.9', '203.0.113.9', 'http'], [';;=', '10.0.0.2', 'http'],
  ])('of Forwarded: %s is %s by %s', (forwarded, address, protocol) => expect(seen({ forwarded })).toEqual({ address, protocol }))

  it('is not that of Forwarded where the proxy writes the other headers', () => {
    expect(seen({ 'x-forwarded-for': '203.0.113.9', 'forwarded': 'for=192.0.2.1;proto=https' })).toEqual({ address: '203.0.113.9', protocol: 'http' })
    expect(seen({ 'x-forwarded-proto': 'https', 'forwarded': 'for=192.0.2.1;proto=http' })).toEqual({ address: '10.0.0.2', protocol: 'https' })
  })

  it.each([['https', 'https'], ['HTTPS', 'https'], ['https, http', 'https'], ['http', 'http'], ['ftp', 'http'], ['', 'http']])('speaks, by X-Forwarded-Proto: %s, %s', (header, protocol) => {
    expect(seen({ 'x-forwarded-proto': header, 'x-forwarded-for': '203.0.113.9' }).protocol).toBe(protocol)
  })
})
