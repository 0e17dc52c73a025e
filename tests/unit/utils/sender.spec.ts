import { expect, it } from 'vitest'
import { deadLetterFilterSchema } from '#shared/schemas/dead-letters'
import { senderName } from '~~/utils/sender'

it('names a key, a listener of syslog, and what is gone', () => {
  const keyId = '2abcDEF0123456789abcdefghij'
  expect(senderName({ keyId, keyName: 'Default key' })).toBe('Default key')
  expect(senderName({ keyId: 'syslog:tcp:1514' })).toBe('syslog:tcp:1514')
  expect(senderName({ keyId })).toBe('A deleted key')
  const filter = { start: 0, end: 1, key: ['syslog:udp:514', keyId] }
  expect(deadLetterFilterSchema.parse(filter).key).toEqual(filter.key)
  expect(() => deadLetterFilterSchema.parse({ ...filter, key: 'syslog:x' })).toThrow()
})
