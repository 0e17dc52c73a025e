import type { Locator } from 'playwright-core'
import type { AppWindow } from './app'

export type ChartKindName = 'Table' | 'Lines' | 'Stacked bars' | 'Stacked areas' | 'Distribution' | 'Top list' | 'Number'

/** A chart somewhere in a page: its kinds, its legend, its files. */
export class ChartPart {
  constructor(private readonly app: AppWindow, private readonly place: Locator) {}

  private get kindButtons() {
    return this.place.getByTestId('chart-kinds').getByRole('button')
  }

  kinds(): Promise<(string | null)[]> {
    return this.kindButtons.evaluateAll(buttons => buttons.map(button => button.getAttribute('aria-label')))
  }

  async showAs(kind: ChartKindName): Promise<void> {
    await this.place.getByTestId('chart-kinds').getByRole('button', { name: kind, exact: true }).click()
  }

  /** Waits until marks, bars or numbers are there. */
  async drawn(): Promise<void> {
    await this.place.locator('[data-testid=time-chart] svg path, [data-testid=distribution-chart] svg path, [data-testid=top-item], [data-testid=number-tiles] dd').first().waitFor({ state: 'attached' })
  }

  /** Name and value of each item of a top list. */
  topItems(): Promise<string[][]> {
    return this.place.getByTestId('top-item').evaluateAll(items => items.map(item => [...item.querySelectorAll('span')].map(span => span.textContent.trim()).filter(text => text !== '')))
  }

  legendEntry(name: string): Locator {
    return this.place.getByTestId('chart-legend').getByRole('button', { name, exact: true })
  }

  /** Each series, and whether it is drawn. */
  legend(): Promise<(string | boolean)[][]> {
    return this.place.getByTestId('chart-legend').getByRole('button').evaluateAll(buttons => buttons.map(button => [button.textContent.trim(), button.getAttribute('aria-pressed') === 'true']))
  }

  /** Saves the chart; gives the file's path. */
  async save(what: 'Picture (PNG)' | 'Numbers (CSV)'): Promise<string> {
    const saved = this.app.page.waitForEvent('download')
    await this.place.getByRole('button', { name: 'Save the chart' }).click()
    await this.app.page.getByRole('menuitem', { name: what }).click()
    return (await saved).path()
  }
}
