import type { Locator, Page } from 'playwright-core'

/** What the columns of a table take: in the form that makes a source, or in the modal that changes it. */
export class MappingPart {
  constructor(private readonly page: Page, private readonly root: Locator) {}

  purpose(column: string) {
    return this.root.getByRole('combobox', { name: `What ${column} takes` })
  }

  attribute(column: string) {
    return this.root.getByRole('textbox', { name: `Attribute for ${column}` })
  }

  async choose(column: string, purpose: string): Promise<void> {
    await this.purpose(column).click()
    await this.page.getByRole('option', { name: purpose, exact: true }).click()
  }

  async takeAttribute(column: string, attribute: string): Promise<void> {
    await this.attribute(column).fill(attribute)
    await this.attribute(column).press('Tab')
  }

  async save(): Promise<void> {
    await this.root.getByRole('button', { name: 'Save mapping' }).click()
  }
}
