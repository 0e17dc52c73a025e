import type { Page } from 'playwright-core'

const DAY_MS = 86_400_000
const LINE = '[data-testid=log-line]'
const PHONE = { width: 390, height: 844 }

/** One picture of the documentation. */
export interface Picture {
  path: string
  size?: { width: number, height: number }
  dark?: boolean
  /** Nobody is logged in. */
  guest?: boolean
  /** The server refuses to search: for the picture of a failure. */
  failing?: boolean
  /** What must be in the page before anything else. */
  ready: string
  prepare?: (page: Page) => Promise<void>
}

async function openLine(page: Page): Promise<void> {
  await page.locator(LINE).nth(4).click()
  await page.getByTestId('record-message').waitFor()
}

async function openTag(page: Page): Promise<void> {
  await page.getByTestId('pick-tag').click()
  await page.getByTestId('tag-names').getByText('region', { exact: true }).click()
  await page.getByTestId('value-list').getByRole('checkbox').first().waitFor()
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
  return {
    'explore': { path: '/explore?range=24h', ready: LINE },
    'explore-dark': { path: '/explore?range=24h', ready: LINE, dark: true },
    'explore-wide': { path: `/explore?${incident}&level=warn&level=error&level=fatal`, ready: LINE, size: { width: 1920, height: 1080 } },
    'detail': { path: `/explore?${incident}&service=checkout&level=error&q=payment`, ready: LINE, prepare: openLine },
    'detail-dark': { path: `/explore?${incident}&level=error&tag.http.status=502`, ready: LINE, dark: true, prepare: openLine },
    'tags': { path: '/explore?range=6h', ready: LINE, prepare: openTag },
    'phone': { path: '/explore?range=24h', ready: LINE, size: PHONE },
    'phone-detail': { path: `/explore?${incident}&service=payments`, ready: LINE, size: PHONE, dark: true, prepare: openLine },
    'empty': { path: '/explore?q=kernel+panic&service=checkout', ready: '[data-testid=empty] button' },
    'error': { path: '/explore?q=order', ready: '[data-testid=query-failure]', failing: true },
    'welcome': { path: '/welcome', ready: 'text=Make a key', prepare: withKey(projectId, key) },
    'project': { path: '/project', ready: 'text=Default key', dark: true },
    'login': { path: '/login', ready: 'form', guest: true, size: { width: 900, height: 640 } },
  }
}
