import type { Page } from 'playwright-core'

const DAY_MS = 86_400_000
const LINE = '[data-testid=log-line]'
const SQL = `SELECT ServiceName, count() AS lines, countIf(SeverityNumber >= 17) AS errors\nFROM {source}\nWHERE Timestamp BETWEEN {from} AND {to}\nGROUP BY ServiceName\nORDER BY errors DESC`
const PHONE = { width: 390, height: 844 }

/** One picture of the documentation. */
export interface Picture {
  path: string
  size?: { width: number, height: number }
  dark?: boolean
  /** Nobody is logged in. */
  guest?: boolean
  /** The server refuses to search, or does not answer: for the pictures of a failure, and of waiting. */
  server?: 'failing' | 'silent'
  /** What must be in the page before anything else. */
  ready: string
  prepare?: (page: Page) => Promise<void>
}

async function openLine(page: Page): Promise<void> {
  await page.locator(LINE).nth(4).click()
  await page.getByTestId('record-message').waitFor()
}

/** The fields are counted after the lines. */
async function countFields(page: Page): Promise<void> {
  await page.locator('[data-testid=fields] [data-field]').first().waitFor()
}

async function openField(page: Page): Promise<void> {
  await page.locator('[data-testid=fields] button[data-id=region]').click()
  await page.locator('[data-testid=fields] [data-field=region] li').first().waitFor()
}

async function openSources(page: Page): Promise<void> {
  await countFields(page)
  await page.getByTestId('pick-sources').click()
  await page.getByTestId('source-option').nth(1).locator('time').waitFor()
}

async function openStep(page: Page): Promise<void> {
  await page.getByTestId('step-chip').nth(1).getByRole('button').first().click()
  await page.getByTestId('step-form').waitFor()
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByTestId('command-palette').getByRole('option').first().waitFor()
}

const runSql = async (page: Page): Promise<void> => {
  await page.getByTestId('sql-editor').press('Control+Enter')
  await page.getByTestId('result-row').first().waitFor()
}

/** Gives the tab the key, as if it had been made in it. */
const withKey = (projectId: string, key: string) => async (page: Page): Promise<void> => {
  await page.evaluate(([name, value]) => sessionStorage.setItem(name!, value!), [`cordwood-key-${projectId}`, key])
  await page.reload()
  await page.getByTestId('command').first().waitFor()
  await page.getByTestId('first-log').waitFor()
}

/** All pictures by name, for demo data that ends at `end`. */
export function pictures({ end, key, projectId }: { end: number, key: string, projectId: string }): Record<string, Picture> {
  const incident = `from=${new Date(end - 0.37 * DAY_MS).toISOString()}&to=${new Date(end - 0.22 * DAY_MS).toISOString()}`
  const logql = (query: string) => `query=${encodeURIComponent(query)}`
  return {
    'explore': { path: '/explore?range=24h', ready: LINE, prepare: countFields },
    'explore-dark': { path: '/explore?range=24h', ready: LINE, dark: true, prepare: countFields },
    'explore-wide': { path: `/explore?${incident}&${logql('{detected_level=~"warn|error|fatal"}')}`, ready: LINE, size: { width: 1920, height: 1080 }, prepare: countFields },
    'builder': { path: `/explore?${incident}&${logql('{service_name="checkout", detected_level="error"} |= "payment" | region="eu-west-1"')}`, ready: LINE, prepare: openStep },
    'sources': { path: '/explore?range=24h&source=app&source=jobs', ready: LINE, prepare: openSources },
    'fields': { path: '/explore?range=6h', ready: '[data-testid=fields] button[data-id=region]', prepare: openField },
    'detail': { path: `/explore?${incident}&${logql('{service_name="checkout", detected_level="error"} |= "payment"')}`, ready: LINE, prepare: openLine },
    'detail-dark': { path: `/explore?${incident}&${logql('{detected_level="error"} | http.status="502"')}`, ready: LINE, dark: true, prepare: openLine },
    'beside': { path: `/explore?${incident}&together=1&beside=${encodeURIComponent(logql('{detected_level=~"error|fatal"}'))}`, ready: `[data-side=right] ${LINE}`, size: { width: 1600, height: 900 } },
    'patterns': { path: '/explore?range=24h&view=patterns', ready: '[data-testid=pattern-row]' },
    'changes': { path: `/explore?${incident}&view=changes`, ready: '[data-testid=difference]' },
    'statistics': { path: '/explore?range=24h&view=statistics', ready: '[data-testid=statistics][aria-busy=false] [data-testid=series-row]' },
    'statistics-dark': { path: '/explore?range=24h&view=statistics', ready: '[data-testid=statistics][aria-busy=false] [data-testid=series-row]', dark: true },
    'live': { path: '/explore?live=1', ready: LINE, dark: true },
    'palette': { path: '/explore?range=24h', ready: LINE, prepare: openPalette },
    'queries': { path: `/queries?range=24h&sql=${encodeURIComponent(SQL)}`, ready: '[data-testid=schema]', prepare: runSql },
    'saved': { path: '/saved', ready: '[data-testid=saved]' },
    'phone': { path: '/explore?range=24h', ready: LINE, size: PHONE },
    'phone-detail': { path: `/explore?${incident}&${logql('{service_name="payments"}')}`, ready: LINE, size: PHONE, dark: true, prepare: openLine },
    'huge': { path: `/explore?range=24h&${logql('{service_name="huge"}')}`, ready: LINE, dark: true },
    'empty': { path: `/explore?${logql('{service_name="checkout"} |= "kernel panic"')}`, ready: '[data-testid=empty] button' },
    'loading': { path: '/explore?range=24h', ready: '[data-testid=explore]', server: 'silent' },
    'error': { path: `/explore?${logql('{} |= "order"')}`, ready: '[data-testid=query-failure]', server: 'failing' },
    'denied': { path: '/explore?project=2abcdefghijklmnopqrstuvwxy1', ready: '[data-testid=denied]' },
    'welcome': { path: '/welcome', ready: 'text=Make a key', prepare: withKey(projectId, key) },
    'project': { path: '/project', ready: 'text=Default key', dark: true },
    'login': { path: '/login', ready: 'form', guest: true, size: { width: 900, height: 640 } },
  }
}
