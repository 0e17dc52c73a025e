import type { AppWindow } from './app'
import { ChartPart } from './chart'

/** The Statistics tab of Explore. */
export class StatisticsPart {
  constructor(private readonly app: AppWindow) {}

  private get place() {
    return this.app.page.getByTestId('statistics')
  }

  get chart() {
    return new ChartPart(this.app, this.place)
  }

  async open(): Promise<void> {
    await this.app.page.getByTestId('explore-tabs').getByRole('button', { name: 'Statistics' }).click()
    await this.counted()
  }

  /** Waits until the numbers of the present question are there. */
  async counted(): Promise<void> {
    await this.app.page.locator('[data-testid=statistics][aria-busy=false]').getByTestId('series-row').first().waitFor()
  }

  async measure(name: string): Promise<void> {
    await this.place.getByTestId('measure').click()
    await this.app.page.getByRole('option', { name, exact: true }).click()
  }

  async choose(what: 'measure-field' | 'measure-by', name: string): Promise<void> {
    await this.place.getByTestId(what).click()
    await this.app.page.getByRole('option', { name, exact: true }).click()
  }

  async step(name: string): Promise<void> {
    await this.place.getByTestId('step').click()
    await this.app.page.getByRole('option', { name, exact: true }).click()
  }

  get query() {
    return this.place.getByTestId('statistics-query')
  }

  async useQuery(): Promise<void> {
    await this.place.getByRole('button', { name: 'Use as query' }).click()
  }

  /** What stands in the rows of the table: name, last, min, max, average, sum; or name and value. */
  async series(): Promise<string[][]> {
    return this.place.getByTestId('series-row').evaluateAll(rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent.trim())))
  }

  /** Waits until the series have these names, in any order. */
  async untilNames(names: readonly string[]): Promise<void> {
    await this.app.page.waitForFunction(wanted => [...document.querySelectorAll('[data-testid=series-row] td:first-child')].map(cell => cell.textContent.trim()).sort().join('\n') === wanted, [...names].sort().join('\n'))
  }
}
