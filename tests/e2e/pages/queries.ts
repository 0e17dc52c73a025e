import type { AppWindow } from './app'
import { ChartPart } from './chart'

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

  get chart() {
    return new ChartPart(this.app, this.pane)
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

  get plan() {
    return this.pane.getByTestId('plan')
  }

  /** What of the text is underlined as a mistake. */
  get mark() {
    return this.editor.locator('.cm-lintRange-error')
  }

  /** A cell of the rows in sight, both counted from 1. */
  cell(row: number, column: number) {
    return this.rows.nth(row - 1).locator(`td:nth-child(${column + 1})`)
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

  /** Asks for the plan, and waits for it. */
  async explain(): Promise<void> {
    await this.pane.getByRole('button', { name: 'Explain' }).click()
    await this.plan.getByTestId('plan-estimate').waitFor()
  }

  /** Copies the row or the column of the chosen cell. */
  async copyAs(name: string): Promise<void> {
    await this.pane.getByRole('button', { name: 'Copy row or column' }).click()
    await this.app.page.getByRole('menuitem', { name }).click()
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

  /** Drags the edge of a column's head. @returns its width before and after, in pixels */
  async dragEdge(name: string, by: number): Promise<{ before: number, after: number }> {
    const edge = this.pane.getByRole('separator', { name: `Width of ${name}`, exact: true })
    const width = async () => Number(await edge.getAttribute('aria-valuenow'))
    const before = await width()
    const { x, y, width: thick, height } = (await edge.boundingBox())!
    const { mouse } = this.app.page
    await mouse.move(x + thick / 2, y + height / 2)
    await mouse.down()
    await mouse.move(x + thick / 2 + by, y + height / 2, { steps: 4 })
    await mouse.up()
    return { before, after: await width() }
  }

  async openHistory(): Promise<void> {
    await this.app.page.getByRole('button', { name: 'More about this query' }).click()
    await this.app.page.getByRole('menuitem', { name: 'History' }).click()
    await this.app.page.getByRole('dialog').waitFor()
  }
}
