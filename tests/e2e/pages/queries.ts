import type { AppWindow } from './app'

/** Queries: the editor, its tabs, the answer. */
export class QueriesPage {
  constructor(private readonly app: AppWindow) {}

  async open(query = ''): Promise<void> {
    await this.app.goto(`/queries${query}`)
    await this.editor.waitFor()
    await this.app.page.getByTestId('schema').first().getByText('Timestamp').first().waitFor({ state: 'attached' })
  }

  /** The pane in front: the others stay in the page. */
  get pane() {
    return this.app.page.getByTestId('query-pane').and(this.app.page.locator(':visible'))
  }

  get editor() {
    return this.pane.getByTestId('sql-editor')
  }

  get rows() {
    return this.pane.getByTestId('result-row')
  }

  get failure() {
    return this.pane.getByTestId('sql-failure')
  }

  get tabs() {
    return this.app.page.getByTestId('query-tab')
  }

  async write(sql: string): Promise<void> {
    await this.editor.fill(sql)
  }

  /** Writes a statement and runs it by the keyboard. */
  async run(sql: string): Promise<void> {
    await this.write(sql)
    await this.app.page.keyboard.press('Control+Enter')
  }

  /** Waits until the answer has so many rows, and nothing runs. */
  async untilCount(text: string): Promise<void> {
    await this.pane.getByTestId('result-count').getByText(text, { exact: true }).waitFor()
  }

  /** What stands in a column of the rows in sight, the first being 1. */
  column(place: number): Promise<string[]> {
    return this.rows.locator(`td:nth-child(${place + 1})`).allInnerTexts()
  }

  async sortBy(name: string): Promise<void> {
    await this.pane.getByTestId('result-head').getByRole('button', { name, exact: true }).click()
  }

  async openHistory(): Promise<void> {
    await this.app.page.getByRole('button', { name: 'History', exact: true }).click()
    await this.app.page.getByRole('dialog').waitFor()
  }
}
