import type { TailEvent } from '../../domain/tail'
import { lokiEncoding, lokiStreams } from '../loki-answer'
import { formOnce } from './messages'

/**
 * An event as Loki tells it, as JSON: https://grafana.com/docs/loki/latest/reference/loki-http-api/#stream-logs. Undefined
 * for what Loki has no message for: that the tail is alive, and that it ends.
 * @param categorize labels by where they come from
 */
export const lokiTailForm = (categorize: boolean) => categorize ? categorized : plain

const [plain, categorized] = [false, true].map(categorize => formOnce((event: TailEvent) => lokiTailMessage(event, categorize))) as [Form, Form]

type Form = (event: TailEvent) => string | undefined

function lokiTailMessage(event: TailEvent, categorize: boolean): string | undefined {
  switch (event.kind) {
    case 'lines': return JSON.stringify({ streams: lokiStreams(event.batch.lines, { categorize, interval: 0n }), ...lokiEncoding(categorize) })
    case 'skipped': return JSON.stringify({ streams: [], dropped_entries: [droppedOf(event.skipped)] })
    case 'beat':
    case 'end': return undefined
  }
}

/** Loki names entries that it dropped by time and labels. Here it is one for all, with their number, which clients show so. */
function droppedOf({ count, times }: Extract<TailEvent, { kind: 'skipped' }>['skipped']): object {
  return { timestamp: String(times?.first ?? 0n), labels: { skipped_lines: count === undefined ? 'unknown' : String(count) } }
}
