import type { AppWindow } from './app'

/** The page with the commands to send a first log. */
export class WelcomePage {
  constructor(private readonly app: AppWindow) {}

  async command(tab: string): Promise<string> {
    await this.app.page.getByRole('tab', { name: tab }).click()
    return this.app.page.getByRole('tabpanel', { name: tab }).getByTestId('command').innerText()
  }

  apiKey(): Promise<string> {
    return this.app.page.getByTestId('api-key').innerText()
  }

  get waiting() {
    return this.app.page.getByTestId('waiting')
  }

  get firstLog() {
    return this.app.page.getByTestId('first-log')
  }

  async toExplore(): Promise<void> {
    await this.app.page.getByRole('link', { name: 'See it in Explore' }).click()
    await this.app.untilPath('/explore')
  }
}
