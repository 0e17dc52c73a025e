/** Two servers on one data directory would insert each other's segments: the second one must not start. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spawnServer, startServer, type TestServer } from '../fixtures/server'

let first: TestServer
beforeAll(async () => {
  first = await startServer()
})
afterAll(() => first?.stop())

it('refuses a data directory that is in use, and says what to do', async () => {
  const second = await spawnServer({ dataDir: first.dataDir })
  await expect(second.whenUp()).rejects.toThrow('Another Cordwood uses the data directory')
  expect((await fetch(`${first.url}/ready`)).status).toBe(200)
})

it('takes it at once after the other was killed', async () => {
  await first.kill()
  first = await startServer({ dataDir: first.dataDir })
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
})
