import { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { setResponseHeaders, type H3Event } from 'h3'
import type { Tail, TailEvent } from '../../domain/tail'
import { cutWhenStuck } from '../reading'
import { formOnce, tailMessage } from './messages'

/** A reader that takes nothing for so long is cut off; it can go on where it was. */
const STUCK_MS = 60_000
/** When readers come back by themselves: not all at once. Milliseconds. */
const RETRY_MS = 1000
const RETRY_SPREAD_MS = 3000

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: JSON has no bare line breaks, so one data line does. */
const frameOf = formOnce((event: TailEvent) => {
  const message = tailMessage(event)
  const id = 'id' in message && message.id !== undefined ? `id: ${message.id}\n` : ''
  return message.event === 'beat' ? `: beat\n${id}\n` : `event: ${message.event}\n${id}data: ${JSON.stringify(message.data)}\n\n`
})

/** Answers with the events of a tail for as long as the client is there. */
export function streamTail(event: H3Event, tail: Tail): Readable {
  const { res } = event.node
  setResponseHeaders(event, {
    'content-type': 'text/event-stream; charset=utf-8' as 'text/event-stream',
    'cache-control': 'no-store',
    // Proxies such as nginx would hold the stream back.
    'x-accel-buffering': 'no',
  })
  res.once('close', () => tail.close())
  if (res instanceof ServerResponse) {
    cutWhenStuck(res, STUCK_MS)
    res.socket?.setNoDelay(true)
  }
  return Readable.from(frames(tail), { objectMode: false, highWaterMark: 1 })
}

async function* frames(tail: Tail): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS + Math.floor(Math.random() * RETRY_SPREAD_MS)}\n\n`
  for await (const event of tail.events()) yield frameOf(event)
}
