import { PASSWORD } from '../../fixtures/account'
import type { AppWindow } from './app'

/** Sign-up and log-in. */
export class AccountPages {
  constructor(private readonly app: AppWindow) {}

  async signUp(email: string, password = PASSWORD): Promise<void> {
    const { page } = this.app
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.locator('button[type=submit]').click()
  }

  async logIn(email: string, password = PASSWORD): Promise<void> {
    const { page } = this.app
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.locator('button[type=submit]').click()
  }

  async logOut(): Promise<void> {
    const { page } = this.app
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await this.app.untilPath('/login')
  }
}
