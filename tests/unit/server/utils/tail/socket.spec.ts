import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ErrorCode } from '#shared/schemas/errors'
import { AppError } from '~~/server/domain/kernel'
import type { Tail, TailEvent } from '~~/server/domain/tail'
import { sendTail, type TailSocket } from '~~/server/utils/tail/socket'

class FakeSocket extends EventEmitter implements TailSocket {
  readonly sent: string[] = []
  readonly waiting: ((error?: Error) => void)[] = []
  readonly close = vi.fn()
  readonly terminate = vi.fn(() => void this.emit('close'))
  readonly ping = vi.fn()

  send(text: string, done: (error?: Error) => void): void {
    this.sent.push(text)
    this.waiting.push(done)
  }
}

const beat: TailEvent = { kind: 'beat', position: undefined }
const close = vi.fn()
const tailOf = (...list: TailEvent[]) => ({ close, async* events() { yield* list } }) as unknown as Tail
const form = { messageOf: ({ kind }: TailEvent) => kind, breaksOff: false }

let socket: FakeSocket
beforeEach(() => {
  vi.useFakeTimers()
  socket = new FakeSocket()
})
afterEach(() => {
  socket.emit('close')
  vi.clearAllMocks()
  vi.useRealTimers()
})

describe('a tail over a socket', () => {
  it('sends the next event when the one before has gone out', async () => {
    const sending = sendTail(socket, tailOf(beat, beat), form)
    await vi.advanceTimersByTimeAsync(1000)
    expect(socket.sent).toHaveLength(1)
    socket.waiting[0]!()
    await vi.advanceTimersByTimeAsync(0)
    expect(socket.sent).toHaveLength(2)
    socket.waiting[1]!(new Error('gone'))
    await sending
    expect(socket.terminate).toHaveBeenCalled()
    expect(close).toHaveBeenCalled()
  })

  it.each<[ErrorCode, boolean, number | undefined]>([
    ['unavailable', false, 1012], ['unavailable', true, undefined], ['internal', false, 1011], ['unauthenticated', true, 1008], ['not_found', false, 1008],
  ])('ends as the reader is to take it: %s', async (code, breaksOff, expected) => {
    await sendTail(socket, tailOf({ kind: 'end', error: new AppError(code, 'é'.repeat(100)) }), { messageOf: () => undefined, breaksOff })
    if (expected === undefined) expect(socket.terminate).toHaveBeenCalled()
    // 123 bytes at most, and no half character.
    else expect(socket.close).toHaveBeenCalledWith(expected, 'é'.repeat(61))
  })

  it('cuts off who gives no sign of life', async () => {
    void sendTail(socket, tailOf(beat), form)
    await vi.advanceTimersByTimeAsync(60_000)
    socket.emit('pong')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(socket.ping).toHaveBeenCalledTimes(2)
    expect(socket.terminate).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(socket.terminate).toHaveBeenCalledOnce()
  })

  it('cuts off who pings without end', () => {
    void sendTail(socket, tailOf(beat), form)
    for (let i = 0; i < 600; i++) socket.emit('ping')
    expect(socket.terminate).not.toHaveBeenCalled()
    socket.emit('ping')
    expect(socket.terminate).toHaveBeenCalled()
  })
})
