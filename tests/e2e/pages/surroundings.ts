import type { AppWindow } from './app'

/** The lines around one, in the detail panel. */
export class SurroundingsPanel {
  constructor(private readonly app: AppWindow) {}

  private get view() {
    return this.app.page.getByTestId('surroundings')
  }

  get middle() {
    return this.view.locator('[aria-current=true]')
  }

  /** Waits until exactly the lines with these numbers are shown, in this order. */
  async until(numbers: readonly number[]): Promise<void> {
    await this.app.page.waitForFunction((wanted) => {
      const shown = [...document.querySelectorAll('[data-testid=surrounding-line]')].map(row => /number (\d+)/.exec(row.textContent)?.[1])
      return shown.join() === wanted
    }, numbers.join())
  }

  async toggle(label: string): Promise<void> {
    await this.view.getByTestId('keep-label').getByText(label, { exact: true }).click()
  }

  /** Scrolls to the end of one side. */
  async scrollTo(side: 'before' | 'after'): Promise<void> {
    await this.view.getByTestId(`extend-${side}`).scrollIntoViewIfNeeded()
  }

  /** Asks for more lines on one side. */
  async extend(side: 'before' | 'after'): Promise<void> {
    await this.view.getByTestId(`extend-${side}`).click()
  }

  /** Where on the screen the line with this number is. */
  async placeOf(number: number): Promise<number> {
    return this.view.getByText(`line number ${number} of`).evaluate(line => line.getBoundingClientRect().top)
  }

  /** The text of the line that has the focus. */
  async focusedText(): Promise<string> {
    return this.app.page.evaluate(() => document.activeElement?.textContent ?? '')
  }
}
