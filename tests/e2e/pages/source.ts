import type { AppWindow } from './app'

/** The page of a source. */
export class SourcePage {
  constructor(private readonly app: AppWindow) {}

  async open(projectId: string, sourceId: string): Promise<void> {
    await this.app.goto(`/projects/${projectId}/sources/${sourceId}`)
    await this.lines.or(this.missing).first().waitFor()
  }

  get lines() {
    return this.app.page.getByTestId('lines-today')
  }

  get bytes() {
    return this.app.page.getByTestId('bytes-today')
  }

  get quotaShare() {
    return this.app.page.getByTestId('quota-share')
  }

  get usedUp() {
    return this.app.page.getByTestId('quota-used-up')
  }

  get spool() {
    return this.app.page.getByTestId('spool')
  }

  get missing() {
    return this.app.page.getByTestId('missing')
  }

  get dialog() {
    return this.app.page.getByRole('dialog')
  }

  /** A section by its heading. */
  section(name: string) {
    return this.app.page.getByRole('region', { name })
  }

  /** What a column takes. */
  mappingRow(column: string) {
    return this.section('Columns').getByRole('row').filter({ has: this.app.page.getByRole('rowheader', { name: column }) })
  }

  get retention() {
    return this.section('Settings').getByLabel('Keep for (days)')
  }

  get quota() {
    return this.section('Settings').getByLabel('Daily quota')
  }

  async chooseUnit(unit: string): Promise<void> {
    await this.section('Settings').getByLabel('Unit of the quota').click()
    await this.app.page.getByRole('option', { name: unit, exact: true }).click()
  }

  async save(): Promise<void> {
    await this.section('Settings').getByRole('button', { name: 'Save' }).click()
  }

  get saved() {
    return this.app.page.getByText('Source saved', { exact: true }).first()
  }
}
