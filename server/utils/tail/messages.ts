import type { TailMessage } from '#shared/schemas/tail'
import { formatNanos } from '#shared/utils/moment'
import { formatPlace } from '#shared/utils/place'
import type { LineBatch, TailEvent } from '../../domain/tail'
import { toErrorAnswer } from '../errors'
import { lineOf } from '../logql-answer'

type Skipped = Extract<TailEvent, { kind: 'skipped' }>['skipped']

/** What the engine’s times can be: where the lines were not looked at. */
const EVER = { start: '1900-01-01T00:00:00Z', end: '2262-04-11T23:47:16.854775807Z' }

/** An event as our own API tells it. */
export function tailMessage(event: TailEvent): TailMessage {
  switch (event.kind) {
    case 'lines': return { event: 'lines', id: formatPlace(event.position), data: { lines: event.batch.lines.map(lineOf) } }
    case 'skipped': return { event: 'skipped', id: formatPlace(event.skipped.upTo), data: skippedData(event.skipped) }
    case 'beat': return { event: 'beat', ...event.position === undefined ? {} : { id: formatPlace(event.position) } }
    case 'end': {
      const { body: { error: { code, message } } } = toErrorAnswer(event.error)
      const { retryAfter } = event.error
      return { event: 'end', data: { code, message, ...retryAfter === undefined ? {} : { retryAfter } } }
    }
  }
}

function skippedData({ count, after, upTo, times }: Skipped) {
  const range = times === undefined ? EVER : { start: formatNanos(times.first), end: formatNanos(times.last + 1n) }
  return { count: count ?? null, ...range, arrived: { after: formatPlace(after), upTo: formatPlace(upTo) } }
}

/** A form of events that is made once for all who have the same lines and are at the same place then. */
export function formOnce<Text extends string | undefined>(form: (event: TailEvent) => Text): (event: TailEvent) => Text {
  const made = new WeakMap<LineBatch, { readonly place: string, readonly text: Text }>()
  return (event) => {
    if (event.kind !== 'lines') return form(event)
    const place = formatPlace(event.position)
    let known = made.get(event.batch)
    if (known?.place !== place) made.set(event.batch, known = { place, text: form(event) })
    return known.text
  }
}
