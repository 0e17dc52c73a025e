import type { AppWindow } from './app'

/** The form that makes a source, on the project's page. */
export class SourceFormPage {
  constructor(private readonly app: AppWindow) {}

  /** Opens the form for a source of this kind. */
  async begin(name: string, kind: 'App logs' | 'Access logs' | 'Your own table'): Promise<void> {
    await this.app.goto('/project')
    await this.app.page.getByRole('button', { name: 'New source' }).click()
    await this.form.getByLabel('Name').fill(name)
    await this.form.getByRole('radio', { name: kind }).click()
  }

  get form() {
    return this.app.page.getByTestId('source-form')
  }

  get statement() {
    return this.form.getByRole('textbox', { name: 'Table definition' })
  }

  /** The columns of the table that was looked at. */
  get inspected() {
    return this.form.getByTestId('inspected')
  }

  get delivery() {
    return this.form.getByTestId('delivery')
  }

  async useExisting(): Promise<void> {
    await this.form.getByRole('radio', { name: 'Existing table' }).click()
  }

  get tablePicker() {
    return this.form.getByRole('button', { name: 'Table', exact: true })
  }

  /** Finds a table by a part of its name, and chooses it by keyboard. */
  async chooseTable(part: string): Promise<void> {
    await this.tablePicker.click()
    await this.app.page.getByPlaceholder('Search tables').fill(part)
    await this.option(new RegExp(part)).waitFor()
    await this.app.page.keyboard.press('ArrowDown')
    await this.app.page.keyboard.press('Enter')
  }

  option(name: string | RegExp) {
    return this.app.page.getByRole('option', { name })
  }

  async inspect(): Promise<void> {
    await this.form.getByRole('button', { name: 'Inspect the table' }).click()
  }

  async create(): Promise<void> {
    await this.form.getByRole('button', { name: 'Create source' }).click()
    await this.form.waitFor({ state: 'detached' })
  }

  /** The line of a source in the project's list. */
  listed(name: string) {
    return this.app.page.getByRole('region', { name: 'Sources' }).getByRole('listitem').filter({ has: this.app.page.getByRole('link', { name, exact: true }) })
  }
}
