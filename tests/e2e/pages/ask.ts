import type { AppWindow } from './app'

/** Explore's query bar: its three faces, and the time range. */
export class AskBar {
  constructor(private readonly app: AppWindow) {}

  private get page() {
    return this.app.page
  }

  /** What is typed into: of the builder an input, else an editor. */
  get input() {
    return this.page.getByTestId('add-step').getByRole('combobox')
  }

  get editor() {
    return this.page.getByTestId('logql-editor')
  }

  get sql() {
    return this.page.getByTestId('ask').getByTestId('sql-editor')
  }

  get chips() {
    return this.page.getByTestId('step-chip')
  }

  get notice() {
    return this.page.getByTestId('ask-notice')
  }

  get status() {
    return this.page.getByTestId('ask-status')
  }

  get completions() {
    return this.page.locator('.cm-tooltip-autocomplete li')
  }

  /** Takes the chosen completion by Enter, later than the 75 ms in which CodeMirror holds it for an Enter that was meant for the line. */
  async takeCompletion(text: string): Promise<void> {
    await this.completions.filter({ hasText: text }).waitFor()
    await this.page.waitForTimeout(150)
    await this.page.keyboard.press('Enter')
  }

  get suggestions() {
    return this.page.getByTestId('add-step').getByRole('option')
  }

  async show(face: 'Builder' | 'LogQL' | 'SQL'): Promise<void> {
    await this.page.getByTestId('faces').getByRole('button', { name: face, exact: true }).click()
  }

  /** What the chips say, each in one line. */
  async steps(): Promise<string[]> {
    return (await this.chips.allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim())
  }

  /** Chooses from what the builder offers for what is typed. */
  async choose(typed: string, option: string | RegExp): Promise<void> {
    await this.input.fill(typed)
    await this.suggestions.filter({ hasText: option }).first().click()
  }

  /** Opens a step to change it. */
  async change(step: number) {
    await this.chips.nth(step).locator('[data-step]').click()
    const form = this.page.getByTestId('step-form')
    await form.waitFor()
    return form
  }

  async write(query: string): Promise<void> {
    await this.editor.fill(query)
  }

  async openTime(): Promise<void> {
    await this.page.getByRole('button', { name: /^Time range:/ }).click()
    await this.page.getByTestId('time-picker').waitFor()
  }

  /** Types a range in words, or a timestamp. */
  async typeTime(text: string): Promise<void> {
    await this.openTime()
    await this.page.getByLabel('Time range in words, or a timestamp').fill(text)
    await this.page.keyboard.press('Enter')
    await this.page.getByTestId('time-picker').waitFor({ state: 'detached' })
  }

  async chooseZone(name: string): Promise<void> {
    await this.openTime()
    await this.page.getByTestId('time-zone').click()
    await this.page.getByPlaceholder('Find a time zone').fill(name)
    await this.page.getByRole('option', { name, exact: true }).click()
    await this.page.keyboard.press('Escape')
  }
}
