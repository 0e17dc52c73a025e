import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app'
import { linesOfThree } from './pages/data'
import { QueriesPage } from './pages/queries'
import { withApp } from './with-app'

const BY_SERVICE = 'SELECT ServiceName AS service, count() AS lines FROM {source} WHERE Timestamp >= {from} AND Timestamp < {to} GROUP BY service ORDER BY service'
const OVER_TIME = 'SELECT toStartOfMinute(Timestamp) AS time, ServiceName, count() AS lines FROM app GROUP BY time, ServiceName ORDER BY time'

let app: AppWindow
let queries: QueriesPage

const now = withApp(linesOfThree)
beforeEach(() => {
  app = now.app
  queries = new QueriesPage(app)
})

describe('an answer as a chart', () => {
  it('is drawn in every way that says something', async () => {
    await queries.open()
    await queries.run(BY_SERVICE)
    await queries.untilCount('3 rows')
    await expect.poll(() => queries.chart.kinds()).toEqual(['Table', 'Top list', 'Distribution', 'Number'])
    await queries.chart.showAs('Top list')
    await expect.poll(() => queries.chart.topItems()).toEqual([['gateway', '150'], ['checkout', '100'], ['payments', '50']])
    await queries.chart.showAs('Number')
    await queries.pane.getByTestId('number-tiles').getByText('150', { exact: true }).waitFor()

    await queries.run(OVER_TIME)
    await queries.chart.showAs('Lines')
    await queries.pane.getByTestId('time-chart').waitFor()
    await expect.poll(() => queries.chart.legend()).toEqual([['gateway', true], ['checkout', true], ['payments', true]])
    await queries.chart.legendEntry('checkout').click()
    await expect.poll(() => queries.chart.legend()).toEqual([['gateway', false], ['checkout', true], ['payments', false]])
    await queries.chart.legendEntry('payments').click({ modifiers: ['Control'] })
    await expect.poll(() => queries.chart.legend()).toEqual([['gateway', false], ['checkout', true], ['payments', true]])
    await queries.chart.showAs('Stacked areas')
    await queries.pane.getByRole('button', { name: 'Share of the whole' }).click()
    await queries.pane.getByTestId('time-chart').getByText('100 %').waitFor()
    for (const kind of ['Stacked bars', 'Distribution'] as const) {
      await queries.chart.showAs(kind)
      await queries.pane.getByRole('img', { name: /The table has the numbers/ }).waitFor()
    }
  })

  it('is saved as a picture and as numbers', async () => {
    await queries.open()
    await queries.run(BY_SERVICE)
    await queries.untilCount('3 rows')
    await queries.chart.showAs('Top list')
    const numbers = await readFile(await queries.chart.save('Numbers (CSV)'), 'utf8')
    expect(numbers).toBe('name,value\r\ncheckout,100\r\ngateway,150\r\npayments,50\r\n')
    const picture = await readFile(await queries.chart.save('Picture (PNG)'))
    expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG')
    // Width and height, where the format has them: twice those on the screen.
    expect(Math.min(picture.readUInt32BE(16), picture.readUInt32BE(20))).toBeGreaterThan(200)
  })

  it('is saved as a picture of lines as they are on the screen: nothing is filled between them', async () => {
    await queries.open()
    await queries.run(OVER_TIME)
    await queries.chart.showAs('Lines')
    await queries.pane.getByTestId('time-chart').waitFor()
    const picture = await readFile(await queries.chart.save('Picture (PNG)'))
    const black = app.page.evaluate(async (base64) => {
      const image = new Image()
      image.src = `data:image/png;base64,${base64}`
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d')!
      context.drawImage(image, 0, 0)
      const { data } = context.getImageData(0, 0, image.width, image.height)
      let count = 0
      for (let at = 0; at < data.length; at += 4) if (data[at]! + data[at + 1]! + data[at + 2]! < 30) count++
      return count / (image.width * image.height)
    }, picture.toString('base64'))
    expect(await black).toBeLessThan(0.005)
  })
})
