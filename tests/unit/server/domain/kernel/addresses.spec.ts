import { describe, expect, it } from 'vitest'
import { networkOf, plainAddress, readTrustedProxies } from '~~/server/domain/kernel/addresses'

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'], ['::FFFF:c000:0201', '192.0.2.1'], ['2001:DB8:0:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'], ['::1', '::1'],
  ])('%s is %s', (text, plain) => expect(plainAddress(text)).toBe(plain))

  it.each(['', 'unknown', '192.0.2.256', '192.0.2.1:80', '[::1]', '010.0.0.1', '1', 'localhost', '::g'])('%j is none', text => expect(plainAddress(text)).toBeUndefined())
})

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'], ['2001:db8:0:7::1', '2001:db8:0:7'], ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7'], ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'], ['fd00::', 'fd00:0:0:0'], ['1::2:3:4:5:6', '1:0:0:2'], ['', ''],
  ])('%s is in %s', (address, network) => expect(networkOf(address)).toBe(network))
})

describe('trusted proxies', () => {
  it('are none by default', () => {
    for (const address of ['127.0.0.1', '::1', '10.0.0.1', '']) expect(readTrustedProxies('')(address)).toBe(false)
  })

  it.each([
    ['192.0.2.7', ['192.0.2.7', '::ffff:192.0.2.7', '::ffff:c000:207'], ['192.0.2.8', '', 'unknown']],
    ['10.1.0.0/16, 2001:db8::/32', ['10.1.255.255', '2001:db8:ffff::1', '::ffff:10.1.0.1'], ['10.2.0.0', '2001:db9::', '::a01:1']],
    ['Loopback', ['127.0.0.1', '127.8.8.8', '::1', '0:0::1'], ['128.0.0.1', '::2', '10.0.0.1']],
    ['private,', ['10.255.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd12::1'], ['127.0.0.1', '172.32.0.0', '192.169.0.1', 'fe80::1', '100.64.0.1']],
  ])('%s', (text, inside, outside) => {
    const trusted = readTrustedProxies(text)
    expect(inside.filter(address => !trusted(address))).toEqual([])
    expect(outside.filter(trusted)).toEqual([])
  })

  it.each([
    ['proxy.example.com', '"proxy.example.com": write an address'], ['10.0.0.0/33', 'from 1 to 32'], ['0.0.0.0/0', 'from 1 to 32'], ['::/0', 'from 1 to 128'],
    ['10.0.0.0/8/8', 'write an address'], ['10.0.0.0/', 'from 1 to 32'], ['*', 'write an address'], ['constructor', 'write an address'],
  ])('refuse %s', (text, message) => expect(() => readTrustedProxies(text)).toThrow(message))
})
