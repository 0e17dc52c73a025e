import { afterEach, beforeEach, expect, it } from 'vitest'
import { createExportRequestSchema } from '#shared/schemas/exports'
import { createExports, type Exports } from '~~/server/domain/exports'
import { ADDRESS, createTestIdentity, type TestIdentity } from '~~/tests/fixtures/identity'

let test: TestIdentity
let exports: Exports
beforeEach(() => {
  test = createTestIdentity()
  exports = createExports(test)
})
afterEach(() => test.close())

const ADA = { name: 'user ada', userId: 'ada', projectId: 'p', address: ADDRESS }
const prepared = { request: createExportRequestSchema.parse({ query: '{}', start: 0, end: 1, format: 'csv', source: ['a', 'b'] }), limit: 100, notes: [] }
const prepare = (name = ADA.name) => exports.prepare({ ...ADA, name }, prepared).id
const code = (value: string) => expect.objectContaining({ code: value })

it('tells how far it is, and how it ended: the first word counts', () => {
  const id = prepare()
  expect(exports.status(ADA.name, id)).toMatchObject({ state: 'ready', rows: 0, limit: 100 })
  const run = exports.begin(ADA.name, id)
  run.progress({ rows: 5, bytes: 50, share: 0.5 })
  expect(exports.status(ADA.name, id)).toMatchObject({ state: 'running', rows: 5, bytes: 50, share: 0.5 })
  run.done(true)
  run.failed('too late')
  expect(exports.status(ADA.name, id)).toMatchObject({ state: 'done', truncated: true, message: null })
  expect(test.audit.list().map(({ action, details }) => [action, details])).toEqual([['logs.exported', { language: 'logql', format: 'csv', source: 'a,b', query: '{}' }]])
})

it('is begun once, by whom it was made for', () => {
  const id = prepare()
  expect(() => exports.begin('user bob', id)).toThrow(code('not_found'))
  expect(() => exports.status('user bob', id)).toThrow(code('not_found'))
  expect(() => exports.cancel('user bob', id)).toThrow(code('not_found'))
  exports.begin(ADA.name, id)
  expect(() => exports.begin(ADA.name, id)).toThrow(code('conflict'))
})

it('ends what reads for it when it is cancelled', () => {
  const id = prepare()
  const { signal } = exports.begin(ADA.name, id)
  exports.cancel(ADA.name, id)
  expect([signal.aborted, exports.status(ADA.name, id).state]).toEqual([true, 'cancelled'])
})

it('is one of ten, and forgotten when nobody takes it', () => {
  for (let i = 0; i < 10; i++) prepare()
  expect(() => prepare()).toThrow(code('conflict'))
  const other = prepare('user bob')
  test.clock.advance(11 * 60_000)
  prepare()
  expect(() => exports.status('user bob', other)).toThrow(code('not_found'))
})
