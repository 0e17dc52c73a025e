import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { SyslogFrame } from '../../domain/ingest'
import { peerOf, type Edge, type EdgeOptions } from './edge'

/** What may wait. A datagram's sender can't be made to: past this, datagrams are dropped, and counted. */
const QUEUE_BYTES = 32 * 1024 * 1024
/** What a datagram takes in memory besides its bytes, about. */
const OVERHEAD = 256
const LINGER_MS = 5
const BATCH_LINES = 1000
const BATCH_BYTES = 1024 * 1024
/** Asked of the system, which gives no more than it is set to (net.core.rmem_max). */
const RECEIVE_BYTES = 8 * 1024 * 1024

/** Listens for syslog on UDP: one datagram is one message (RFC 5426). @throws Error of the system when the address can't be had */
export async function openUdp(edge: EdgeOptions): Promise<Edge> {
  const { listener: { address, port } } = edge
  const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BYTES })
  const queue = new Datagrams(edge)
  socket.on('message', (message, { address }) => queue.add({ raw: message, peer: peerOf(address) }))
  socket.bind({ address, port })
  await once(socket, 'listening').catch((error: unknown) => {
    close(socket)
    throw error
  })
  socket.on('error', error => edge.report('a syslog listener has trouble', { err: error, listener: edge.name }))
  return {
    async finish() {
      await untilQuiet(queue)
      close(socket)
      await queue.stored
    },
    abort: () => close(socket),
  }
}

function close(socket: Socket): void {
  try {
    socket.close()
  }
  catch { /* It is closed. */ }
}

/** The system may still have datagrams for us: each turn of the loop reads some. */
async function untilQuiet(queue: Datagrams): Promise<void> {
  for (let before = -1; before !== queue.received;) {
    before = queue.received
    await nextTurn()
    await nextTurn()
  }
}

class Datagrams {
  private waiting: SyslogFrame[] = []
  private bytes = 0
  private running = false
  received = 0
  /** Settles when nothing waits any more. */
  stored: Promise<void> = Promise.resolve()

  constructor(private readonly edge: EdgeOptions) {}

  add(frame: SyslogFrame): void {
    const { metrics, name, report } = this.edge
    this.received++
    if (this.bytes + costOf(frame) > QUEUE_BYTES) {
      metrics.dropped.inc({ listener: name, reason: 'queue' })
      report('syslog datagrams are dropped: the queue is full because they are not stored fast enough', { listener: name })
      return
    }
    this.waiting.push(frame)
    this.count(costOf(frame))
    if (this.running) return
    this.running = true
    this.stored = this.work()
  }

  private async work(): Promise<void> {
    if (this.waiting.length < BATCH_LINES) await sleep(LINGER_MS)
    for (let at = 0; at < this.waiting.length;) {
      const batch = nextBatch(this.waiting, at)
      at += batch.length
      await this.keep(batch)
      this.count(-batch.reduce((sum, frame) => sum + costOf(frame), 0))
      // What came meanwhile stands behind; what is stored is let go of, not too often.
      if (at < BATCH_LINES * 10 && at < this.waiting.length) continue
      this.waiting = this.waiting.slice(at)
      at = 0
    }
    this.running = false
  }

  private async keep(batch: readonly SyslogFrame[]): Promise<void> {
    const { keep, onLost, name } = this.edge
    try {
      // Addresses of datagrams are easily forged: the listener's senders count as one.
      await keep(batch, batch.reduce((sum, { raw }) => sum + raw.length, 0), name)
    }
    catch (error) {
      onLost(batch.length, error)
    }
  }

  private count(bytes: number): void {
    this.bytes += bytes
    this.edge.metrics.queueBytes.set({ listener: this.edge.name }, this.bytes)
  }
}

const costOf = ({ raw }: SyslogFrame) => raw.length + OVERHEAD

function nextBatch(frames: readonly SyslogFrame[], from: number): SyslogFrame[] {
  let to = from
  for (let bytes = 0; to < frames.length && to - from < BATCH_LINES && bytes < BATCH_BYTES; to++) bytes += frames[to]!.raw.length
  return frames.slice(from, to)
}
