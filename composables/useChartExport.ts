import { toApiError, type ApiError } from '~/utils/api-error'
import { answerCsv, statisticsCsv } from '~/utils/charts/csv'
import type { ChartAnswer } from '~/utils/charts/answer'
import { withOwnStyles } from '~/utils/charts/own-styles'
import { saveFile } from '~/utils/save-file'

const NAME = 'cordwood-chart'

/** A chart as a file: its picture, or its numbers. */
export function useChartExport() {
  const busy = ref(false)
  const error = shallowRef<ApiError>()

  /** The element as it is on the screen, twice as sharp, on the page’s own ground. */
  async function png(element: HTMLElement): Promise<void> {
    busy.value = true
    error.value = undefined
    let restore = () => {}
    try {
      const { toBlob } = await import('html-to-image')
      const backgroundColor = getComputedStyle(document.body).backgroundColor
      restore = withOwnStyles(element)
      // With the page's font: in another one texts are wider than the place that they have.
      const file = await toBlob(element, { backgroundColor, pixelRatio: 2, preferredFontFormat: 'woff2' })
      if (file) saveFile(file, `${NAME}.png`)
    }
    catch (thrown) {
      error.value = toApiError(thrown)
    }
    restore()
    busy.value = false
  }

  const csv = (answer: ChartAnswer, what: 'points' | 'statistics' = 'points') =>
    saveFile(new Blob([what === 'points' ? answerCsv(answer) : statisticsCsv(answer)], { type: 'text/csv' }), `${NAME}.csv`)

  return { busy: readonly(busy), error, png, csv }
}
