import type { AppWindow } from './app'

/** Explore: the bar, the chart, the list, the panel. */
export class ExplorePage {
  constructor(private readonly app: AppWindow) {}

  async open(query = ''): Promise<void> {
    await this.app.goto(`/explore${query}`)
    await this.settled()
  }

  /** Waits until list and chart have answered. */
  async settled(): Promise<void> {
    const { page } = this.app
    await page.getByTestId('explore').waitFor()
    await page.waitForFunction(() => {
      const busy = document.querySelector('[aria-label="Stop the search"]')
      return !busy && document.querySelector('[data-testid=log-list]:not([aria-busy=true]), [data-testid=empty], [data-testid=query-failure], [data-testid=denied], [data-testid=missing-sources], [data-testid=patterns], [data-testid=changes], [data-testid=statistics]')
    })
  }

  get lines() {
    return this.app.page.getByTestId('log-line')
  }

  get panel() {
    return this.app.page.getByTestId('record-panel')
  }

  /** What is offered for a text that is selected in a line. */
  get selection() {
    return this.app.page.getByTestId('selection-menu')
  }

  /** Drags over a text of the first line. */
  async selectText(text: string): Promise<void> {
    const { page } = this.app
    const box = await this.lines.first().locator('[data-line-text]').evaluate((line, wanted) => {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.textContent?.indexOf(wanted) ?? -1
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(node, at)
        range.setEnd(node, at + wanted.length)
        const { left, right, top, height } = range.getBoundingClientRect()
        return { left, right, middle: top + height / 2 }
      }
      return undefined
    }, text)
    if (!box) throw new Error(`The first line does not say ${text}`)
    await page.mouse.move(box.left, box.middle)
    await page.mouse.down()
    await page.mouse.move(box.right, box.middle, { steps: 5 })
    await page.mouse.up()
  }

  get chips() {
    return this.app.page.getByTestId('step-chip')
  }

  get empty() {
    return this.app.page.getByTestId('empty')
  }

  get search() {
    return this.app.page.getByTestId('add-step').getByRole('combobox')
  }

  async total(): Promise<number> {
    const text = await this.app.page.getByTestId('histogram-total').innerText()
    return Number(text.replace(/\D/g, ''))
  }

  /** Waits until the chart counts this many lines. */
  async untilTotal(total: number): Promise<void> {
    await this.app.page.waitForFunction((wanted) => {
      const text = document.querySelector('[data-testid=histogram-total]')?.textContent ?? ''
      return Number(text.replace(/\D/g, '')) === wanted
    }, total)
    await this.settled()
  }

  async pick(field: 'service' | 'level', value: string): Promise<void> {
    const { page } = this.app
    await page.getByTestId(`pick-${field}`).click()
    await page.getByTestId('value-list').getByText(value, { exact: true }).click()
    await page.keyboard.press('Escape')
  }

  async pickTag(name: string, value: string): Promise<void> {
    const { page } = this.app
    await page.getByTestId('pick-tag').click()
    await page.getByTestId('tag-names').getByText(name, { exact: true }).click()
    await page.getByTestId('tag-values').getByText(value, { exact: true }).click()
    await page.keyboard.press('Escape')
  }

  /** Drags over the chart, from one share of its width to another. */
  async dragChart(from: number, to: number): Promise<void> {
    const { page } = this.app
    const box = await page.getByTestId('histogram-chart').boundingBox()
    if (!box) throw new Error('The chart is not in sight')
    const y = box.y + box.height / 2
    await page.mouse.move(box.x + box.width * from, y)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * (from + to) / 2, y, { steps: 4 })
    await page.mouse.move(box.x + box.width * to, y, { steps: 4 })
    await page.mouse.up()
  }

  /** Scrolls the list to its end, noting each line's place and text on the way. */
  async readAll(): Promise<Map<number, string>> {
    const seen = new Map<number, string>()
    const list = this.app.page.getByTestId('log-list')
    for (;;) {
      const { rows, atEnd } = await list.evaluate((element) => {
        const options = [...element.querySelectorAll('[role=option]')]
        const found = options.map(option => [Number(option.getAttribute('aria-posinset')), option.textContent ?? ''] as const)
        const complete = options.at(-1)?.getAttribute('aria-setsize') !== '-1'
        const bottom = element.scrollTop + element.clientHeight >= element.scrollHeight - 2
        element.scrollTop += element.clientHeight * 0.8
        return { rows: found, atEnd: complete && bottom }
      })
      for (const [place, text] of rows) seen.set(place, text)
      if (atEnd) return seen
      await list.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
    }
  }
}
