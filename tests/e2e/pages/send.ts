import type { AppWindow } from './app'

/** The ways to send, as they are on the page to send logs and on the project's. */
export class SendGuide {
  constructor(private readonly app: AppWindow) {}

  get search() {
    return this.app.page.getByRole('textbox', { name: 'Find what sends your logs' })
  }

  /** Names of those that are offered, in order. */
  senders(): Promise<string[]> {
    return this.app.page.getByRole('radio').evaluateAll(radios => radios.map(radio => radio.closest('label')?.textContent?.trim() ?? ''))
  }

  async choose(sender: string, way?: string): Promise<void> {
    // The radio button itself is out of sight.
    await this.app.page.getByRole('radiogroup').getByText(sender, { exact: true }).click()
    await this.app.page.getByRole('heading', { name: sender, exact: true }).waitFor()
    if (way) await this.app.page.getByRole('tab', { name: way, exact: true }).click()
  }

  get text() {
    return this.app.page.getByTestId('command')
  }

  /** What the button copies. */
  async copied(): Promise<string> {
    await this.app.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await this.text.waitFor()
    await this.app.page.getByRole('button', { name: 'Copy', exact: true }).click()
    await this.app.page.getByRole('button', { name: 'Copied' }).waitFor()
    return this.app.page.evaluate(() => navigator.clipboard.readText())
  }

  apiKey(): Promise<string> {
    return this.app.page.getByTestId('api-key').innerText()
  }

  get waiting() {
    return this.app.page.getByTestId('waiting')
  }

  /** The newest line of the source. */
  get newest() {
    return this.app.page.getByTestId('first-log')
  }

  get arrived() {
    return this.app.page.getByText('Your line has arrived')
  }

  async toExplore(): Promise<void> {
    await this.app.page.getByRole('link', { name: 'See it in Explore' }).click()
    await this.app.untilPath('/explore')
  }
}
