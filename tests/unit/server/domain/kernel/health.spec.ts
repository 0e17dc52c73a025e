import { expect, it } from 'vitest'
import { checkHealth } from '~~/server/domain/kernel'

it('is ready when all parts are well, whatever is wrong with the minor ones', async () => {
  const well = () => undefined
  expect(await checkHealth({ engine: well })).toEqual({ ready: true, checks: { engine: 'ok' } })
  expect(await checkHealth({ engine: well }, { syslog: () => 'it waits' })).toEqual({ ready: true, checks: { engine: 'ok', syslog: 'it waits' } })
  expect(await checkHealth({ engine: () => 'it is away', spool: () => Promise.reject(new Error('broken')) }, { syslog: well }))
    .toEqual({ ready: false, checks: { engine: 'it is away', spool: 'broken', syslog: 'ok' } })
})
