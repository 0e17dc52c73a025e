import { describe, expect, it } from 'vitest'
import { codeOfReason, createAckIds, hecAnswer, isChannel } from '~~/server/domain/ingest/splunk'

describe('Splunk’s answers', () => {
  it.each([
    [hecAnswer(0), 200, { text: 'Success', code: 0 }], [hecAnswer(0, { ackId: 7 }), 200, { text: 'Success', code: 0, ackId: 7 }],
    [hecAnswer(4), 403, { text: 'Invalid token', code: 4 }], [hecAnswer(9), 503, { text: 'Server is busy', code: 9 }],
  ])('%#', (answer, status, body) => expect(answer).toEqual({ status, body }))

  it.each([['Event field is required', 12], ['Event field cannot be blank', 13], ['Not valid JSON: …', 6], [undefined, 6]])(
    'numbers the reason %s', (reason, code) => expect(codeOfReason(reason)).toBe(code))

  it.each([
    ['FE0ECFAD-13D5-401B-847D-77833BD77131', true], ['fe0ecfad-13d5-401b-847d-77833bd77131', true], ['1', false], ['', false], ['fe0ecfad13d5401b847d77833bd77131', false],
  ])('knows a channel: %s', (text, is) => expect(isChannel(text)).toBe(is))
})

describe('acknowledgement', () => {
  it('knows the numbers that it gave, and after a restart those from before', () => {
    const first = createAckIds(() => 1000)
    const ids = [first.next(), first.next()]
    expect(ids.map(first.wasGiven)).toEqual([true, true])
    expect([first.wasGiven(ids[1]! + 1), first.wasGiven(-1)]).toEqual([false, false])
    const second = createAckIds(() => 2000)
    expect(ids.map(second.wasGiven)).toEqual([true, true])
    expect(second.next()).toBeGreaterThan(ids[1]!)
    expect(Number.isSafeInteger(createAckIds(Date.now).next())).toBe(true)
  })
})
