import type { AppError } from '../../domain/kernel'
import type { Tail, TailEvent } from '../../domain/tail'

/** What is used of ws, which crossws hands out: https://github.com/websockets/ws/blob/master/doc/ws.md */
export interface TailSocket {
  /** @param done when it is with the operating system, or never will be */
  send(text: string, done: (error?: Error) => void): void
  close(code: number, reason: string): void
  terminate(): void
  ping(): void
  on(event: 'ping' | 'pong' | 'close', listener: () => void): void
}

/** How events are told over a socket. */
export interface SocketForm {
  /** Undefined for one that is not told. */
  messageOf(event: TailEvent): string | undefined
  /** Whether readers come back by themselves only where the connection breaks off. */
  readonly breaksOff: boolean
}

/** Who gives no sign of life for so long, or takes nothing, is cut off: after up to twice that. It can go on where it was. */
const SILENCE_MS = 60_000
/** Of a reader, in that time. Each is answered, and the answers wait for a reader that takes none. */
const PINGS = 600

/** Tells a tail's events for as long as the reader is there; one at a time, so that what it is too slow for is the tail's to skip. */
export async function sendTail(socket: TailSocket, tail: Tail, { messageOf, breaksOff }: SocketForm): Promise<void> {
  const unwatch = watch(socket)
  socket.on('close', () => {
    unwatch()
    tail.close()
  })
  try {
    for await (const event of tail.events()) {
      const message = messageOf(event)
      if (message !== undefined) await send(socket, message)
      if (event.kind === 'end') end(socket, event.error, breaksOff)
    }
  }
  catch {
    // It could not be sent: the reader has gone.
    socket.terminate()
  }
}

const send = (socket: TailSocket, text: string) => new Promise<void>((resolve, reject) => {
  socket.send(text, error => error ? reject(error) : resolve())
})

/** RFC 6455, section 7.4. */
function end(socket: TailSocket, { code, message }: AppError, breaksOff: boolean): void {
  const isOurs = code === 'unavailable' || code === 'internal'
  if (isOurs && breaksOff) socket.terminate()
  else socket.close(code === 'unavailable' ? 1012 : code === 'internal' ? 1011 : 1008, reasonOf(message))
}

/** At most 123 bytes, whole characters. */
const reasonOf = (message: string) => new TextDecoder().decode(new TextEncoder().encode(message).subarray(0, 123), { stream: true })

/** @returns ends it */
function watch(socket: TailSocket): () => void {
  let [isAlive, pings] = [true, 0]
  socket.on('pong', () => {
    isAlive = true
  })
  socket.on('ping', () => {
    if (++pings > PINGS) socket.terminate()
  })
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    pings = 0
    socket.ping()
  }, SILENCE_MS)
  return () => clearInterval(timer)
}
