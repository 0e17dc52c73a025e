import type { AppWindow } from './app'

/** Live tail in Explore. */
export class LivePage {
  constructor(private readonly app: AppWindow) {}

  async open(query = ''): Promise<void> {
    await this.app.goto(`/explore?live=1${query}`)
    await this.untilStatus('Live')
  }

  get status() {
    return this.app.page.getByTestId('live-status')
  }

  get lines() {
    return this.app.page.getByTestId('log-line')
  }

  /** The way to the lines that came meanwhile. */
  get newLines() {
    return this.app.page.getByTestId('live-new')
  }

  get refused() {
    return this.app.page.getByTestId('live-refused')
  }

  async untilStatus(text: string): Promise<void> {
    await this.status.getByText(text).waitFor()
  }

  async untilShown(text: string): Promise<void> {
    await this.lines.getByText(text).first().waitFor()
  }

  /** The texts of the lines in sight, from the top. */
  messages(pattern: RegExp): Promise<string[]> {
    return this.lines.evaluateAll((elements, source) => elements
      .map(element => ({ top: element.getBoundingClientRect().top, text: new RegExp(source).exec(element.textContent ?? '')?.[0] }))
      .sort((a, b) => a.top - b.top)
      .flatMap(({ text }) => text === undefined ? [] : [text]), pattern.source)
  }
}
