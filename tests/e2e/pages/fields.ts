import type { AppWindow } from './app'

/** The fields beside the list. */
export class FieldsSidebar {
  constructor(private readonly app: AppWindow) {}

  get root() {
    return this.app.page.getByTestId('fields')
  }

  field(name: string) {
    return this.root.locator(`[data-field="${name}"]`)
  }

  value(field: string, value: string) {
    return this.field(field).locator(`[data-value="${value}"]`)
  }

  async names(): Promise<string[]> {
    return this.root.locator('[data-field]').evaluateAll(rows => rows.map(row => row.getAttribute('data-field') ?? ''))
  }

  /** Shows the values of a field. */
  async unfold(name: string): Promise<void> {
    await this.field(name).locator('[aria-expanded]').first().click()
    await this.field(name).locator('[data-value]').first().waitFor()
  }

  /** Presses one of the buttons that come up under the pointer. */
  async act(row: ReturnType<FieldsSidebar['value']>, label: RegExp): Promise<void> {
    await row.hover()
    await row.getByRole('button', { name: label }).click()
  }

  async menu(field: string, item: string): Promise<void> {
    await this.act(this.field(field), /^More for/)
    await this.app.page.getByRole('menuitem', { name: item }).click()
  }
}
