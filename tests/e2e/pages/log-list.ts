import type { AppWindow } from './app'

/** The list of lines with its columns. */
export class LogListPart {
  constructor(private readonly app: AppWindow) {}

  get root() {
    return this.app.page.getByTestId('log-list')
  }

  line(text: string) {
    return this.root.getByTestId('log-line').filter({ hasText: text })
  }

  head(name: string) {
    return this.root.locator(`[data-head="${name}"]`)
  }

  async columns(): Promise<string[]> {
    return this.root.locator('[data-head]').evaluateAll(cells => cells.map(cell => cell.getAttribute('data-head') ?? ''))
  }

  async columnMenu(name: string, item: string): Promise<void> {
    await this.head(name).getByRole('button').click()
    await this.app.page.getByRole('menuitem', { name: item }).click()
  }

  /** Drags the title of a column onto another. */
  async drag(name: string, onto: string): Promise<void> {
    await this.head(name).getByRole('button').dragTo(this.head(onto), { targetPosition: { x: 2, y: 10 } })
  }

  async width(name: string): Promise<number> {
    return Math.round((await this.head(name).boundingBox())?.width ?? 0)
  }

  /** Makes a column wider, or narrower, by its edge. */
  async resize(name: string, by: number): Promise<void> {
    const edge = await this.root.locator(`[data-resize="${name}"]`).boundingBox()
    if (!edge) throw new Error('The edge is not in sight')
    const { mouse } = this.app.page
    await mouse.move(edge.x + edge.width / 2, edge.y + 5)
    await mouse.down()
    await mouse.move(edge.x + edge.width / 2 + by, edge.y + 5, { steps: 4 })
    await mouse.up()
  }

  /** Marks the elements of the lines that are drawn now, which `marked` finds again. */
  async markElements(): Promise<void> {
    await this.root.evaluate((root) => {
      for (const line of root.querySelectorAll('[data-testid=log-line]')) line.toggleAttribute('data-seen', true)
    })
  }

  /** How many of the elements that were marked are drawn still. */
  marked(): Promise<number> {
    return this.root.locator('[data-seen]').count()
  }

  /** Presses what stands in a line: `expand`, `fold` or `times`. */
  async press(text: string, act: string): Promise<void> {
    await this.line(text).first().locator(`[data-act=${act}]`).first().click()
  }

  /** Pixels that the dashed line over the bars, the time before, goes up and down. Undefined while there is none. */
  heightOfLineBefore(): Promise<number | undefined> {
    return this.app.page.getByTestId('histogram-chart').evaluate((chart) => {
      const dashed = [...chart.querySelectorAll('path')].find(path => getComputedStyle(path).strokeDasharray !== 'none')
      return dashed && Math.round(dashed.getBBox().height)
    })
  }
}
