import type { Side } from '../../../utils/explore-sides'
import type { AppWindow } from './app'

/** One of two questions beside each other in Explore. */
export class SidePart {
  constructor(private readonly app: AppWindow, private readonly side: Side) {}

  get region() {
    return this.app.page.getByRole('region', { name: this.side === 'left' ? 'Left question' : 'Right question', exact: true })
  }

  get head() {
    return this.region.getByTestId('side-head').getByRole('button').first()
  }

  get lines() {
    return this.region.getByTestId('log-line')
  }

  get panel() {
    return this.region.getByTestId('record-panel')
  }

  get search() {
    return this.region.getByTestId('add-step').getByRole('combobox')
  }

  get liveStatus() {
    return this.region.getByTestId('live-status')
  }

  /** How many lines the chart counts. */
  async total(): Promise<number> {
    const text = await this.region.getByTestId('histogram-total').innerText()
    return Number(text.replace(/\D/g, ''))
  }

  async isActive(): Promise<boolean> {
    return await this.head.getAttribute('aria-current') === 'true'
  }

  /** Asks for lines with a word. */
  async ask(word: string): Promise<void> {
    await this.search.fill(word)
    await this.search.press('Enter')
  }

  /** Chooses a part of the time by dragging over the chart. */
  async dragChart(from: number, to: number): Promise<void> {
    const { mouse } = this.app.page
    const chart = this.region.getByTestId('histogram-chart')
    await chart.waitFor()
    const box = await chart.boundingBox()
    if (!box) throw new Error('The chart is not in sight')
    const y = box.y + box.height / 2
    await mouse.move(box.x + box.width * from, y)
    await mouse.down()
    await mouse.move(box.x + box.width * to, y, { steps: 8 })
    await mouse.up()
  }

  press(name: string): Promise<void> {
    return this.region.getByRole('button', { name, exact: true }).click()
  }

  async width(): Promise<number> {
    return Math.round((await this.region.boundingBox())?.width ?? 0)
  }
}
