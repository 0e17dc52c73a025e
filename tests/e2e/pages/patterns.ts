import type { AppWindow } from './app'

/** The Patterns tab of Explore. */
export class PatternsPart {
  constructor(private readonly app: AppWindow) {}

  async open(): Promise<void> {
    await this.app.page.getByTestId('explore-tabs').getByRole('button', { name: 'Patterns' }).click()
    await this.counted()
  }

  /** Waits until the patterns of the present question are there. */
  async counted(): Promise<void> {
    await this.app.page.locator('[data-testid=patterns][aria-busy=false]').waitFor()
  }

  get rows() {
    return this.app.page.getByTestId('pattern-row')
  }

  row(text: string) {
    return this.rows.filter({ hasText: text })
  }

  get detail() {
    return this.app.page.getByTestId('pattern-detail')
  }

  async orderBy(head: string): Promise<void> {
    await this.app.page.getByTestId('pattern-scroller').getByRole('columnheader', { name: head }).getByRole('button').click()
  }

  /** Lines of each pattern, from the top. */
  async counts(): Promise<number[]> {
    return (await this.rows.locator('td:first-child > span:first-child').allInnerTexts()).map(text => Number(text.replace(/\D/g, '')))
  }
}
