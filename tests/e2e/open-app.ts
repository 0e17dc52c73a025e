import type { Browser } from 'playwright-core'
import { signUp, type Account } from '../fixtures/account'
import { launchBrowser } from '../fixtures/browser'
import { startServer, type TestServer } from '../fixtures/server'
import { AppWindow, type WindowOptions } from './pages/app'
import { send, untilReadable, type Line } from './pages/data'

const EMAIL = 'ada@example.com'

/** A server of its own with its first account, a browser, and what most tests of pages begin with: a window that is logged in. */
export interface OpenApp {
  readonly server: TestServer
  readonly browser: Browser
  readonly account: Account
  /** Logged in, and on no page yet. */
  readonly member: AppWindow
  /** Another window of the same account. */
  window: (options?: WindowOptions) => Promise<AppWindow>
  /** Logs an account in, in a window of its own. */
  logIn: (email: string) => Promise<AppWindow>
  close: () => Promise<void>
}

/** @param options `lines` are sent and can be read when it comes back; `env` is the server's */
export async function openApp({ lines = [], env }: { lines?: Line[], env?: Record<string, string> } = {}): Promise<OpenApp> {
  const [server, browser] = await Promise.all([startServer(env ? { env } : {}), launchBrowser()])
  const account = await signUp(server.url, EMAIL)
  await send(server.url, account.key, lines)
  if (lines.length > 0) await untilReadable(server.url, account.key, lines.length)
  const logIn = async (email: string) => {
    const window = await AppWindow.open(browser, server.url)
    await window.logIn(email)
    return window
  }
  const member = await logIn(EMAIL)
  return {
    server, browser, account, member, logIn,
    window: options => AppWindow.open(browser, server.url, { ...options, cookiesOf: member }),
    async close() {
      await browser.close()
      await server.stop()
    },
  }
}
