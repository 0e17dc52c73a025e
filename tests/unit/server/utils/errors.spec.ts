import { createError } from 'h3'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { errorCodes, errorResponseSchema } from '#shared/schemas/errors'
import { AppError } from '~~/server/domain/kernel'
import { toErrorAnswer } from '~~/server/utils/errors'

const wrapped = (error: unknown) => createError(error as Error)
const thrownBy = (work: () => unknown) => {
  try {
    work()
  }
  catch (error) {
    return error
  }
  throw new Error('did not throw')
}

describe('toErrorAnswer', () => {
  it.each(errorCodes)('gives every code a status and a valid body: %s', (code) => {
    const answer = toErrorAnswer(new AppError(code, 'What happened.'), 'r1')
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(errorResponseSchema.parse(answer.body)).toEqual({ error: { code, message: 'What happened.', requestId: 'r1' } })
    expect(answer.unexpected).toBe(code === 'internal')
  })

  it('takes ours out of the wrapping of h3', () => {
    expect(toErrorAnswer(wrapped(new AppError('conflict', 'Taken.')))).toMatchObject({ status: 409, body: { error: { message: 'Taken.' } } })
  })

  it('says when to ask again, in whole seconds', () => {
    expect(toErrorAnswer(new AppError('unavailable', 'Full.', { retryAfter: 0.2 })).headers).toEqual({ 'retry-after': '1' })
    expect(toErrorAnswer(new AppError('rate_limited', 'Slow.', { retryAfter: 30 })).headers).toEqual({ 'retry-after': '30' })
  })

  it('tells the log what kept it from answering, and nobody else', () => {
    const origin = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    const answer = toErrorAnswer(wrapped(new AppError('unavailable', 'Not just now.', { origin })))
    expect(answer.obstacle).toBe(origin)
    expect(JSON.stringify(answer.body)).not.toContain('ECONNRESET')
    expect(toErrorAnswer(new AppError('bad_request', 'Too much.', { origin })).obstacle).toBeUndefined()
    expect(toErrorAnswer(new AppError('unavailable', 'Full.')).obstacle).toBeUndefined()
  })

  it('names the way to authenticate', () => {
    expect(toErrorAnswer(new AppError('unauthenticated', 'Who?')).headers['www-authenticate']).toContain('Bearer')
  })

  it('lists which fields were wrong, and bounds the list', () => {
    const schema = z.object({ name: z.string(), deep: z.object({ list: z.array(z.number()) }) })
    const error = thrownBy(() => schema.parse({ name: 1, deep: { list: [1, 'x'] } }))
    for (const thrown of [error, wrapped(error)]) {
      const { status, body, unexpected } = toErrorAnswer(thrown)
      expect([status, unexpected]).toEqual([400, false])
      expect(body.error.issues!.map(({ path }) => path)).toEqual(['name', 'deep.list.1'])
      expect(body.error.message).toContain('name: ')
    }
    const many = thrownBy(() => z.array(z.string()).parse(Array(1000).fill(1)))
    expect(toErrorAnswer(many).body.error.issues).toHaveLength(20)
    const long = thrownBy(() => z.record(z.string().max(5), z.string()).parse({ ['k'.repeat(100_000)]: 'v' }))
    expect(JSON.stringify(toErrorAnswer(long).body).length).toBeLessThan(5000)
  })

  it.each([
    [new Error('secret in /etc/passwd'), 500], ['a text', 500], [null, 500], [undefined, 500], [42, 500], [{ statusCode: 'x' }, 500],
    [wrapped(new TypeError('secret')), 500], [createError({ statusCode: 404, message: 'secret path' }), 404],
    [createError({ statusCode: 418, message: 'secret' }), 400], [createError({ statusCode: 502, message: 'secret' }), 500],
    [Object.assign(new Error('secret'), { statusCode: 404, unhandled: true }), 500],
  ])('never tells what is not ours: %#', (error, status) => {
    const answer = toErrorAnswer(error)
    expect(answer.status).toBe(status)
    expect(JSON.stringify(answer)).not.toContain('secret')
    expect(answer.unexpected).toBe(status === 500)
  })

  it('does not loop over a cause that is its own', () => {
    const error = new Error('round')
    error.cause = error
    expect(toErrorAnswer(error).status).toBe(500)
  })
})
