import { describe, expect, it } from 'vitest'
import { encodingOfType, exportAnswer, statusAnswer } from '~~/server/domain/ingest/otlp'
import { bytes, int } from '../../../../../fixtures/protobuf'

describe('answers to OTLP', () => {
  it.each([
    [exportAnswer('json', 0, ''), 'application/json', '{}'],
    [exportAnswer('json', 3, 'why'), 'application/json', '{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"why"}}'],
    [statusAnswer('json', 503, 'later'), 'application/json', '{"code":14,"message":"later"}'],
    [exportAnswer('protobuf', 0, ''), 'application/x-protobuf', ''],
    [exportAnswer('protobuf', 300, 'grüße'), 'application/x-protobuf', bytes(1, int(1, 300), bytes(2, 'grüße')).toString()],
    [statusAnswer('protobuf', 400, 'x'.repeat(200)), 'application/x-protobuf', Buffer.concat([int(1, 3), bytes(2, 'x'.repeat(200))]).toString()],
    [statusAnswer('protobuf', 418, ''), 'application/x-protobuf', Buffer.concat([int(1, 2), bytes(2)]).toString()],
  ])('%#', (answer, type, body) => expect([answer.type, answer.body.toString()]).toEqual([type, body]))

  it.each([
    ['application/json; charset=utf-8', 'json'], ['application/x-protobuf', 'protobuf'], ['application/protobuf', 'protobuf'],
    ['text/plain', undefined], [undefined, undefined],
  ])('reads the Content-Type %s', (type, encoding) => expect(encodingOfType(type)).toBe(encoding))
})
