import { ClickHouseError } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import { toSqlError, type Wording } from '~~/server/domain/query/sql/messages'
import type { AppError } from '~~/server/domain/kernel'

const engineError = (code: string, message: string, type: string) => new ClickHouseError({ message, code, type } as ConstructorParameters<typeof ClickHouseError>[0])
const said = (error: unknown, wording: Wording = {}) => (toSqlError(error, wording) as AppError).message
const tables = new Map([['cordwood.source_1', 'app'], ['source_1', 'app']])

describe('errors of the engine in the user’s words', () => {
  it.each<[string, string, string, string]>([
    ['47', 'Unknown expression identifier `x` in scope SELECT x FROM cordwood.source_1 AS app. Maybe you meant: [\'y\']', 'UNKNOWN_IDENTIFIER', 'Unknown expression identifier `x`. Maybe you meant: [\'y\']'],
    ['153', 'Division by zero: while executing \'FUNCTION intDiv(__table1.a)\'', 'ILLEGAL_DIVISION', 'Division by zero'],
    ['60', 'Table cordwood.source_1 AS app does not exist', 'UNKNOWN_TABLE', 'Table app does not exist'],
    ['41', 'Cannot parse: In scope SELECT secret', 'CANNOT_PARSE_DATETIME', 'Cannot parse'],
    ['36', 'Bad /var/lib/clickhouse/store/x here', 'BAD_ARGUMENTS', 'Bad … here'],
    ['49', 'Logical error in /root/x', 'LOGICAL_ERROR', 'The engine could not answer the statement: LOGICAL_ERROR'],
    ['62', 'Syntax error (Multi-statements are not allowed): failed at position 9', 'SYNTAX_ERROR', 'Only one statement can be asked at a time'],
  ])('%s %s', (code, message, type, expected) => {
    expect(said(engineError(code, message, type), { tables })).toBe(expected)
  })

  it('reads an exception in the middle of an answer', () => {
    expect(toSqlError(new Error('Code: 395. DB::Exception: Value is not good: while executing \'x\'. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)'), { tables }))
      .toMatchObject({ message: 'Value is not good', exception: { code: 395, name: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' } })
  })

  it('says where a syntax error is, past what was put in and past letters of several bytes', () => {
    const text = 'SELECT \'ä\',\n {to} x y'
    const edits = [{ start: 13, end: 17, text: 'fromUnixTimestamp64Nano(1)' }]
    const bytes = Buffer.byteLength('SELECT \'ä\',\n fromUnixTimestamp64Nano(1) x ')
    expect(said(engineError('62', `Syntax error: failed at position ${bytes + 1} (y): y`, 'SYNTAX_ERROR'), { text, edits })).toBe('Syntax error at line 2, column 9, near "y"')
  })

  it('leaves alone what is no error of the statement', () => {
    const limit = toSqlError(engineError('241', 'Memory limit exceeded', 'MEMORY_LIMIT_EXCEEDED'))
    expect(limit).toMatchObject({ code: 'unavailable' })
    const fault = new TypeError('x is undefined')
    expect(toSqlError(fault)).toBe(fault)
  })
})
