import { describe, expect, it } from 'vitest'
import { credentialOf } from '~~/server/utils/credentials'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('credentialOf', () => {
  it.each([
    [{ 'x-api-key': 'cw_1' }], [{ 'x-api-key': ' cw_1 ' }], [{ authorization: 'Bearer cw_1' }], [{ authorization: 'bearer  cw_1 ' }], [{ authorization: 'Splunk cw_1' }], [{ authorization: 'splunk cw_1' }],
    [{ authorization: basic('user:cw_1') }], [{ authorization: basic(':cw_1') }], [{ authorization: basic('cw_1:') }],
    [{ authorization: 'ApiKey cw_1' }], [{ authorization: `ApiKey ${btoa('id:cw_1')}` }], [{ authorization: `apikey ${btoa(':cw_1')}` }],
    [{ 'x-clickhouse-key': 'cw_1' }], [{ 'x-clickhouse-user': 'any', 'x-clickhouse-key': ' cw_1' }], [{ 'x-api-key': 'cw_1', 'x-clickhouse-key': 'cw_2' }],
    [{ 'x-api-key': 'cw_1', 'authorization': 'Bearer other' }], [{ 'x-api-key': '', 'authorization': 'Bearer cw_1' }],
  ])('finds the key: %j', headers => expect(credentialOf(headers)).toBe('cw_1'))

  it('keeps colons of the password', () => expect(credentialOf({ authorization: basic('a:b:c') })).toBe('b:c'))

  it.each([
    {}, { authorization: '' }, { authorization: 'Bearer' }, { authorization: 'Splunk' }, { authorization: 'Splunk a b' }, { authorization: 'Bearer ' }, { authorization: 'cw_1' },
    { authorization: 'Digest cw_1' }, { authorization: 'Bearer a b' }, { authorization: 'Basic' }, { authorization: 'Basic !!!' },
    { authorization: basic('nocolon') }, { authorization: basic(':') }, { authorization: 'Basic \u0000\uffff' }, { 'x-api-key': '   ' }, { 'x-clickhouse-key': ' ' }, { 'x-clickhouse-user': 'cw_1' },
    { authorization: 'ApiKey' }, { authorization: 'ApiKey !!!' }, { authorization: 'ApiKey bm9jb2xvbg==' },
    { authorization: `Bearer ${'a '.repeat(8000)}` }, { authorization: ' '.repeat(16_000) },
  ])('finds nothing in garbage: %.60j', headers => expect(credentialOf(headers)).toBeUndefined())

  it('takes the first of repeated headers', () => expect(credentialOf({ 'x-api-key': ['cw_1', 'cw_2'] })).toBe('cw_1'))
})
