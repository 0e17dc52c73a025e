import { describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel'
import { defaultLimits } from '~~/server/domain/query'
import { isMissingTable, toQueryError } from '~~/server/domain/query/errors'

const engineError = (code: string) => Object.assign(new Error('Table secret.x …'), { code })

describe('toQueryError', () => {
  it.each([
    ['159', 'timeout'], ['160', 'timeout'], ['241', 'unavailable'], ['202', 'unavailable'], ['394', 'unavailable'],
    ['ECONNREFUSED', 'unavailable'], ['ECONNRESET', 'unavailable'],
  ])('%s becomes %s', (code, expected) => {
    const error = toQueryError(engineError(code))
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: expected })
    expect((error as AppError).message).not.toContain('secret')
    expect((error as AppError).retryAfter).toBe(expected === 'timeout' ? undefined : 5)
  })

  it.each([
    ['159', 'timeout', 'longer than you may take: 30 seconds'], ['241', 'unavailable', 'more memory than it may have: 1,024 MB'],
    ['158', 'bad_request', 'more than you may read: 20,000,000,000 rows'], ['307', 'bad_request', 'more than you may read: 2,000,000 MB'], ['396', 'bad_request', 'more rows or bytes'],
  ])('%s names the limit', (code, expected, message) => {
    const error = toQueryError(engineError(code), defaultLimits)
    expect(error).toMatchObject({ code: expected, message: expect.stringContaining(message) as string })
  })

  it('knows the client’s own time-out, a broken line, an error within the answer', () => {
    expect(toQueryError(new Error('Timeout error.'))).toMatchObject({ code: 'timeout' })
    expect(toQueryError(new Error('socket hang up'))).toMatchObject({ code: 'unavailable' })
    expect(toQueryError(new Error('Code: 159. DB::Exception: Timeout exceeded'))).toMatchObject({ code: 'timeout' })
    expect(toQueryError(new Error('x', { cause: engineError('ECONNREFUSED') }))).toMatchObject({ code: 'unavailable' })
  })

  it('leaves faults of ours and finished errors as they are', () => {
    for (const error of [engineError('62'), new TypeError('x'), new AppError('bad_request', 'x'), 'text']) {
      expect(toQueryError(error)).toBe(error)
    }
  })
})

describe('isMissingTable', () => {
  it.each([['60', true], ['81', true], ['47', false], ['', false]])('%s: %s', (code, missing) =>
    expect(isMissingTable(engineError(code))).toBe(missing))
})
