import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openApp, type OpenApp } from './open-app'
import type { AppWindow } from './pages/app'
import type { Line } from './pages/data'

/**
 * One app for the tests of a file, and for each of them a window of its own, which has to be clean at the end. Both are
 * there as soon as the hooks run that are registered behind this one.
 * @param lines what is there to be read; made when the app opens, so that moments are those of the test
 */
export function withApp(lines: () => Line[]): { readonly opened: OpenApp, readonly app: AppWindow } {
  const now = {} as { opened: OpenApp, app: AppWindow }
  beforeAll(async () => {
    now.opened = await openApp({ lines: lines() })
  })
  afterAll(() => now.opened?.close())
  beforeEach(async () => {
    now.app = await now.opened.window()
  })
  afterEach(async () => {
    now.app.expectClean()
    await now.app.close()
  })
  return now
}
