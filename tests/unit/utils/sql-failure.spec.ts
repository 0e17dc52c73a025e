import { describe, expect, it } from 'vitest'
import { failureHint, failurePlace, failureRange } from '../../../utils/sql-failure'

describe('a failure', () => {
  it('tells the place and what to do', () => {
    expect(failurePlace('Syntax error at line 2, column 8, near "FORM"')).toEqual({ line: 2, column: 8 })
    expect(failurePlace('Unknown column')).toBeUndefined()
    expect(failureHint('It took too long', 'timeout')).toContain('shorter')
  })

  const marked = (message: string, sql: string) => {
    const range = failureRange(message, sql)
    return range && sql.slice(range.from, range.to)
  }

  it.each([
    ['Syntax error at line 2, column 1, near "FORM app"', 'SELECT Body\nFORM app', 'FORM'],
    ['Syntax error at line 1, column 11, near ", 1"', 'SELECT 1, , 1', ','],
    ['Syntax error at line 1, column 12, at the end', 'SELECT (1 + ', '+'],
    ['Unknown expression identifier `nothing` in scope', 'SELECT \'nothing\', -- nothing\n nothing FROM app', 'nothing'],
    ['Unknown expression identifier `app.nothing`', 'SELECT nothing FROM app', 'nothing'],
    ['The function file is not one that may be called here', 'SELECT filed, file(\'x\')', 'file'],
    ['Function with name `foo` does not exist', 'SELECT FOO(1)', 'FOO'],
    ['Table functions such as numbers are not possible here', 'SELECT * FROM numbers(10)', 'numbers'],
    ['There is no table "my-secret". The project’s sources are app', 'SELECT * FROM `my-secret`', '`my-secret`'],
    ['There is no variable {nobody}. Those that are there', 'SELECT {nobody}', '{nobody}'],
    ['SETTINGS can’t be changed by a statement', 'SELECT 1 settings max_threads = 1', 'settings'],
    ['INTO OUTFILE is not possible here', 'SELECT 1 INTO\n OUTFILE \'x\'', 'INTO\n OUTFILE'],
  ])('is about a place of the text: %s', (message, sql, expected) => {
    expect(marked(message, sql)).toBe(expected)
  })

  it.each([['The query took too long', 'SELECT 1'], ['Unknown expression identifier `x`', 'SELECT \'x\''], ['Syntax error at line 9, column 1', 'SELECT'], ['Syntax error at line 1, column 1, at the end', '  ']])('has no place: %s', (message, sql) => {
    expect(failureRange(message, sql)).toBeUndefined()
  })

  it('finds the very place of a name among others that begin alike', () => {
    const sql = 'SELECT ab, b FROM app'
    expect(failureRange('Unknown expression identifier `b`', sql)).toEqual({ from: sql.indexOf(' b ') + 1, to: sql.indexOf(' b ') + 2 })
  })
})
