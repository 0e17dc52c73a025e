import type { AppWindow } from './app'

/** Saved queries: the list, the form, versions, and the values of templates. */
export class SavedPage {
  constructor(private readonly app: AppWindow) {}

  async open(query = ''): Promise<void> {
    await this.app.goto(`/saved${query}`)
    await this.app.page.getByTestId('saved').waitFor()
  }

  get rows() {
    return this.app.page.getByTestId('saved-query')
  }

  get empty() {
    return this.app.page.getByTestId('empty')
  }

  get dialog() {
    return this.app.page.getByRole('dialog')
  }

  row(name: string) {
    return this.rows.filter({ has: this.app.page.getByTestId('saved-open').getByText(name, { exact: true }) })
  }

  names(): Promise<string[]> {
    return this.rows.getByTestId('saved-open').allInnerTexts()
  }

  async startNew(): Promise<void> {
    await this.app.page.getByRole('button', { name: 'New query' }).click()
    await this.dialog.waitFor()
  }

  async fill(fields: { name?: string, folder?: string, query?: string, language?: 'LogQL' | 'SQL', everybody?: boolean }): Promise<void> {
    if (fields.name !== undefined) await this.dialog.getByLabel('Name').fill(fields.name)
    if (fields.folder !== undefined) await this.dialog.getByLabel('Folder').fill(fields.folder)
    if (fields.language !== undefined) await this.dialog.getByLabel(fields.language, { exact: true }).click()
    if (fields.query !== undefined) await this.dialog.getByLabel('Query', { exact: true }).fill(fields.query)
    if (fields.everybody) await this.dialog.getByLabel('Everybody in the project').click()
  }

  async save(button = 'Save'): Promise<void> {
    await this.dialog.getByRole('button', { name: button, exact: true }).click()
    await this.dialog.waitFor({ state: 'detached' })
  }

  /** An entry of the menu beside a query. */
  async choose(name: string, entry: string): Promise<void> {
    await this.row(name).getByRole('button', { name: `More about ${name}` }).click()
    await this.app.page.getByRole('menuitem', { name: entry }).click()
  }
}
