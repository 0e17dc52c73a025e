import { beforeEach, expect, it } from 'vitest'
import type { AppWindow } from './pages/app'
import { SavedPage } from './pages/saved'
import { withApp } from './with-app'

let app: AppWindow
let saved: SavedPage
let projectId: string

const now = withApp(() => ['gateway', 'checkout', 'o\'hare'].map(service => ({ timestamp: new Date().toISOString(), service, level: 'info', message: `a line of ${service}` })))
beforeEach(() => {
  app = now.app
  projectId = now.opened.account.projectId
  saved = new SavedPage(app)
})

/** Saves by the API what a test needs. */
async function keep(content: object): Promise<void> {
  const answer = await app.context.request.post(`/api/v1/projects/${projectId}/saved-queries`, { data: content })
  expect(answer.ok(), await answer.text()).toBe(true)
}

it('a query is written, found by its folder and words, and marked as a favourite', async () => {
  await saved.open()
  await saved.empty.getByText('No query is saved yet').waitFor()
  await saved.startNew()
  await saved.fill({ name: 'Errors of checkout', folder: 'Shop/Checkout', query: '{service_name="checkout"}', everybody: true })
  await saved.save()
  await keep({ name: 'Slow pages', folder: 'Shop', language: 'logql', query: '{service_name="gateway"}', tags: ['speed'] })
  await app.page.reload()
  await saved.rows.nth(1).waitFor()
  await expect.poll(() => saved.names()).toEqual(['Slow pages', 'Errors of checkout'])
  await app.page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Checkout' }).click()
  await expect.poll(() => saved.names()).toEqual(['Errors of checkout'])
  await app.page.getByRole('button', { name: 'All folders' }).click()
  await app.page.keyboard.press('/')
  await app.page.keyboard.type('gateway')
  await expect.poll(() => saved.names()).toEqual(['Slow pages'])
  await expect.poll(() => app.location.searchParams.get('q')).toBe('gateway')
  await saved.row('Slow pages').getByRole('button', { name: 'Favourite' }).click()
  await app.goto('/saved?only=favourites')
  await expect.poll(() => saved.names()).toEqual(['Slow pages'])
  await app.page.getByLabel('Search in saved queries').fill('nothing like this')
  await saved.empty.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(() => saved.names()).toHaveLength(2)
})

it('a query is opened where it is asked: LogQL in Explore, SQL in Queries, with its range', async () => {
  await keep({ name: 'Open me', language: 'logql', query: '{service_name="checkout"}', range: { kind: 'relative', duration: '6h' } })
  await keep({ name: 'Count', language: 'sql', query: 'SELECT count() FROM {source}', range: { kind: 'absolute', from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' } })
  await saved.open()
  await saved.row('Open me').getByTestId('saved-open').click()
  await app.untilPath('/explore')
  await expect.poll(() => Object.fromEntries(app.location.searchParams)).toMatchObject({ query: '{service_name="checkout"}', range: '6h', project: projectId })
  await saved.open()
  await saved.row('Count').getByTestId('saved-open').click()
  await app.untilPath('/queries')
  await expect.poll(() => app.location.searchParams.get('from')).toBe('2026-01-01T00:00:00.000Z')
  await app.page.getByTestId('sql-editor').getByText('SELECT count() FROM').waitFor()
})

it('a template asks for its values, and takes none of them for more than a value', async () => {
  await saved.open()
  await saved.startNew()
  await saved.fill({ name: 'Lines of a service', query: '{service_name=~"{{services}}"} |= "{{text}}"' })
  await saved.dialog.getByRole('button', { name: 'services', exact: true }).click()
  await saved.dialog.getByLabel('Type of services').click()
  await app.page.getByRole('option', { name: 'Label values' }).click()
  await saved.dialog.getByLabel('Label of services').fill('service_name')
  await saved.dialog.getByRole('button', { name: 'text', exact: true }).click()
  await saved.save()
  await saved.row('Lines of a service').getByTestId('saved-open').click()
  const filled = saved.dialog.getByTestId('filled')
  await filled.getByText('services: choose at least one value').waitFor()
  await saved.dialog.getByRole('combobox', { name: 'services' }).click()
  await app.page.getByRole('option', { name: 'o\'hare' }).click()
  await app.page.keyboard.press('Escape')
  await saved.dialog.getByLabel('text').fill('"} or {a="b')
  await filled.getByText(String.raw`{service_name=~"o'hare"} |= "\"} or {a=\"b"`, { exact: true }).waitFor()
  await saved.dialog.getByLabel('text').fill('line')
  await saved.dialog.getByRole('button', { name: 'Open' }).click()
  await app.untilPath('/explore')
  await expect.poll(() => app.location.searchParams.get('query')).toBe('{service_name=~"o\'hare"} |= "line"')
})

it('versions are kept and come back, and a deleted query too', async () => {
  await keep({ name: 'Versioned', language: 'logql', query: '{a="1"}' })
  await saved.open()
  await saved.choose('Versioned', 'Edit')
  await saved.fill({ query: '{a="2"}' })
  await saved.save('Save version')
  await saved.choose('Versioned', 'Versions')
  const versions = app.page.getByTestId('version')
  await expect.poll(() => versions.count()).toBe(2)
  await expect.poll(() => versions.first().innerText()).toContain('{a="2"}')
  await versions.last().getByRole('button', { name: 'Restore version 1' }).click()
  await expect.poll(() => versions.count()).toBe(3)
  await app.page.keyboard.press('Escape')
  await saved.row('Versioned').getByText('{a="1"}').waitFor()
  await saved.choose('Versioned', 'Delete')
  await saved.row('Versioned').waitFor({ state: 'detached' })
  await app.page.getByRole('button', { name: 'Undo' }).click()
  await saved.row('Versioned').waitFor()
})

it('what can’t be loaded says so, and is asked for again', async () => {
  const pattern = '**/saved-queries'
  await app.page.route(pattern, route => route.fulfill({ status: 503, contentType: 'application/json', body: JSON.stringify({ error: { code: 'unavailable', message: 'Just starting.' } }) }))
  await saved.open()
  const notice = app.page.getByRole('alert').filter({ hasText: 'could not be loaded' })
  await notice.waitFor()
  await app.page.unroute(pattern)
  await notice.getByRole('button', { name: 'Try again' }).click()
  await saved.rows.first().waitFor()
  // The browser itself notes that it was refused.
  app.complaints.length = 0
})
