import type { AppWindow } from './app'

/** The What changed tab of Explore. */
export class ChangesPart {
  constructor(private readonly app: AppWindow) {}

  private get place() {
    return this.app.page.getByTestId('changes')
  }

  async open(): Promise<void> {
    await this.app.page.getByTestId('explore-tabs').getByRole('button', { name: 'What changed' }).click()
    await this.compared()
  }

  /** Waits until the comparison of the present question is there. */
  async compared(): Promise<void> {
    await this.app.page.locator('[data-testid=changes][aria-busy=false]').waitFor()
  }

  async compare(way: string): Promise<void> {
    await this.place.getByTestId('comparison').click()
    await this.app.page.getByRole('option', { name: way, exact: true }).click()
  }

  get values() {
    return this.place.getByTestId('changed-values').getByTestId('difference')
  }

  get patterns() {
    return this.place.getByTestId('changed-patterns').getByTestId('difference')
  }

  /** `field = value` of each difference of fields, from the top. */
  async names(): Promise<string[]> {
    return (await this.values.locator('[title*=" = "]').evaluateAll(spans => spans.map(span => span.getAttribute('title')!)))
  }

  async direction(name: 'All' | 'More often' | 'Less often'): Promise<void> {
    await this.place.getByRole('button', { name, exact: true }).click()
  }
}
