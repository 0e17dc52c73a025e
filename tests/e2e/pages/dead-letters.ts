import type { AppWindow } from './app'

/** The inbox of dead letters. */
export class DeadLettersPage {
  constructor(private readonly app: AppWindow) {}

  /** Opens the page and waits for its answer: letters, or none. */
  async open(query = ''): Promise<void> {
    await this.app.goto(`/dead-letters${query}`)
    await this.letters.first().or(this.empty).first().waitFor()
  }

  get letters() {
    return this.app.page.getByTestId('letter')
  }

  get empty() {
    return this.app.page.getByTestId('empty')
  }

  get reasons() {
    return this.app.page.getByTestId('reason')
  }

  get bytes() {
    return this.app.page.getByTestId('bytes')
  }

  get count() {
    return this.app.page.getByTestId('letter-count')
  }

  get dialog() {
    return this.app.page.getByRole('dialog')
  }

  get days() {
    return this.dialog.getByLabel('Keep for (days)')
  }

  get warning() {
    return this.dialog.getByText('Older letters will be deleted for good')
  }

  async openRetention(): Promise<void> {
    await this.button('Change how long dead letters are kept').click()
    await this.dialog.waitFor()
  }

  async setDays(days: number): Promise<void> {
    await this.days.fill(String(days))
    await this.days.blur()
    // The number is written anew when it was taken: not over what is filled in next.
    await this.days.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  }

  button(name: string | RegExp) {
    return this.app.page.getByTestId('dead-letters').getByRole('button', { name })
  }
}
