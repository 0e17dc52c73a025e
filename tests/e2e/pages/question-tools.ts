import type { AppWindow } from './app'

/** What is done with a question as a whole: saved, shared, exported, found again. */
export class QuestionToolsPage {
  constructor(private readonly app: AppWindow) {}

  get dialog() {
    return this.app.page.getByRole('dialog')
  }

  async start(tool: 'Save' | 'Share' | 'Export' | 'History'): Promise<void> {
    await this.app.page.getByRole('button', { name: 'More about this query' }).click()
    await this.app.page.getByRole('menuitem', { name: tool }).click()
    await this.dialog.waitFor()
  }

  /** Shares what is found now, and gives the address of its page. */
  async shareResult(title: string, options: { anyone?: boolean, password?: string } = {}): Promise<string> {
    await this.start('Share')
    await this.dialog.getByLabel('Title').fill(title)
    if (options.anyone) await this.dialog.getByLabel('Anyone who has the link').click()
    if (options.password) await this.dialog.getByLabel('Password').fill(options.password)
    await this.dialog.getByRole('button', { name: 'Share the result' }).click()
    const link = await this.dialog.getByTestId('share-link').locator('code').innerText()
    await this.app.page.keyboard.press('Escape')
    return new URL(link).pathname
  }
}
