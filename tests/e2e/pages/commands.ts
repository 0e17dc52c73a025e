import type { AppWindow } from './app'

/** The command palette and the overview of shortcuts. */
export class CommandPanels {
  constructor(private readonly app: AppWindow) {}

  get palette() {
    return this.app.page.getByTestId('command-palette')
  }

  get shortcuts() {
    return this.app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  }

  /** What the overview of shortcuts lists, by name. */
  async listed(): Promise<string[]> {
    return (await this.shortcuts.locator('dt').allInnerTexts()).sort()
  }

  /** Opens the palette by its keys, and types until only what is meant is left to choose. */
  async run(text: string): Promise<void> {
    const { page } = this.app
    await page.keyboard.press('Control+k')
    await this.palette.waitFor()
    await page.keyboard.type(text)
    const first = this.palette.getByRole('option').first()
    await first.filter({ hasText: text }).waitFor()
    await page.keyboard.press('Enter')
    await this.palette.waitFor({ state: 'detached' })
  }
}
