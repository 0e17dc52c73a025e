import type { AppWindow } from './app'

/** The picker of Explore’s sources. */
export class SourcePicker {
  constructor(private readonly app: AppWindow) {}

  get button() {
    return this.app.page.getByTestId('pick-sources')
  }

  get list() {
    return this.app.page.getByTestId('source-list')
  }

  /** What a link to sources that are not there is told. */
  get missing() {
    return this.app.page.getByTestId('missing-sources')
  }

  option(name: string) {
    return this.list.getByTestId('source-option').filter({ has: this.app.page.locator(`[data-id="${name}"]`) })
  }

  async open(): Promise<void> {
    await this.button.click()
    await this.list.waitFor()
  }

  async close(): Promise<void> {
    await this.app.page.keyboard.press('Escape')
    await this.list.waitFor({ state: 'detached' })
  }

  async check(...names: string[]): Promise<void> {
    for (const name of names) await this.option(name).getByRole('checkbox').click()
  }

  async checkAll(): Promise<void> {
    await this.list.getByRole('checkbox', { name: 'All sources' }).click()
  }

  async only(name: string): Promise<void> {
    await this.option(name).hover()
    await this.option(name).getByRole('button', { name: `Only ${name}` }).click()
    await this.list.waitFor({ state: 'detached' })
  }

  async checked(): Promise<string[]> {
    return this.list.locator('input[data-id]:checked').evaluateAll(boxes => boxes.map(box => box.getAttribute('data-id') ?? ''))
  }

  /** The sources that the lines in sight tell. */
  async ofLines(): Promise<string[]> {
    return [...new Set(await this.app.page.getByTestId('line-source').allInnerTexts())].sort()
  }
}
