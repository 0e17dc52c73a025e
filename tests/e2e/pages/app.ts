import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../../fixtures/account'

export type Colours = 'light' | 'dark'

export interface WindowOptions { dark?: boolean, width?: number, height?: number }

/** How many times slower the browser computes than it could: finds tests that only pass where it is quick. */
const SLOWER = Number(process.env.CORDWOOD_TEST_SLOWER ?? 1)

/** A browser window on the server under test, which notes everything that a clean page does not do. */
export class AppWindow {
  /** Console errors and warnings, failed scripts, hydration mismatches. */
  readonly complaints: string[] = []
  /** What the server said where it failed: the console tells the status alone. */
  readonly #failures: string[] = []

  private constructor(readonly context: BrowserContext, readonly page: Page, readonly url: string, public colours: Colours) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(`${message.type()}: ${message.text()}`)
    })
    page.on('response', (response) => {
      if (response.status() < 500) return
      const failure = `${response.request().method()} ${new URL(response.url()).pathname}: ${response.status()}`
      void response.text().catch(() => '').then(text => this.#failures.push(`${failure} ${text}`))
    })
    page.on('pageerror', error => this.complaints.push(`exception: ${error.message}`))
  }

  static async open(browser: Browser, url: string, options: WindowOptions & { cookiesOf?: AppWindow } = {}): Promise<AppWindow> {
    const colours = options.dark ? 'dark' : 'light'
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      colorScheme: colours,
      // What moves is drawn sixty times a second, by the processor that the tests need.
      reducedMotion: 'reduce',
      locale: 'en-GB', timezoneId: 'Europe/Berlin',
    })
    context.setDefaultTimeout(60_000)
    if (options.cookiesOf) await context.addCookies(await options.cookiesOf.context.cookies())
    const page = await context.newPage()
    if (SLOWER > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
    return new AppWindow(context, page, url, colours)
  }

  /** As the form does, without its page, which first-run.spec.ts tries. */
  async logIn(email: string): Promise<void> {
    const answer = await this.context.request.post('/api/v1/auth/login', { data: { email, password: PASSWORD } })
    expect(answer.status(), await answer.text()).toBe(200)
  }

  /** Opens a page and waits until Vue has taken it over. */
  async goto(path: string): Promise<void> {
    await this.page.goto(path)
    await this.hydrated()
  }

  async hydrated(): Promise<void> {
    await this.page.waitForFunction(() => {
      const nuxt = (window as { useNuxtApp?: () => { isHydrating?: boolean } }).useNuxtApp?.()
      return nuxt !== undefined && !nuxt.isHydrating
    })
  }

  /** The path and the query of the page at present. */
  get location(): URL {
    return new URL(this.page.url())
  }

  async untilPath(path: string): Promise<void> {
    await this.page.waitForURL(url => url.pathname === path)
    await this.hydrated()
  }

  /** The reader's system changes its colours, and the page follows. */
  async showIn(colours: Colours): Promise<void> {
    this.colours = colours
    await this.page.emulateMedia({ colorScheme: colours })
    await this.page.locator(`html.${colours}`).waitFor()
    // A colour that fades, if only for a hundredth of a millisecond, is the old one until the next frame.
    await this.page.evaluate(() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  }

  /** Fails when the page complained about anything. */
  expectClean(): void {
    expect(this.complaints, this.#failures.join('\n')).toEqual([])
  }

  /** Fails when axe finds anything in the page, or when something sticks out of it. */
  async expectAccessible({ coloursOnly = false } = {}): Promise<void> {
    // What was answered before is pale while the next answer is under way.
    await this.page.locator(':is([aria-busy=true], .opacity-60):visible').first().waitFor({ state: 'detached' })
    // Colours are measured when nothing fades in any more.
    await this.page.waitForFunction(() => document.getAnimations().every(animation => animation.playState !== 'running' || animation.effect?.getTiming().iterations === Infinity))
    const violations = await this.#violations(coloursOnly)
    expect(violations.map(({ id, nodes }) => ({ id, targets: nodes.map(node => `${node.target.join(' ')}: ${node.failureSummary}`) }))).toEqual([])
    expect(await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  }

  /**
   * All of axe's rules, at a third of what its ways for other people's pages take: no page has a frame (only those ask for
   * a second window to add up in), what passed need not be told of, and a page that stayed has axe already.
   */
  async #violations(coloursOnly: boolean) {
    const loaded = await this.page.evaluate(() => 'axe' in window)
    const axe = new AxeBuilder({ page: this.page, ...(loaded && { axeSource: ';' }) })
    const { violations } = await axe.setLegacyMode().options({ resultTypes: ['violations'], ...coloursOnly && { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } } }).analyze()
    return violations
  }

  async close(): Promise<void> {
    // An answer that a test still holds back is nobody's fault when the window goes.
    await this.page.unrouteAll({ behavior: 'ignoreErrors' })
    await this.context.close()
  }
}
