import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchPlatform } from './platform.ts'
import type { BenchProtocol } from './protocols.ts'

/** What a load has sent so far. */
export interface SoakLoad {
  /** Lines that were acknowledged. */
  readonly lines: number
  /** Requests that were answered with something other than 2xx. */
  readonly refused: number
  /** Ends it; resolves when every request has its answer. */
  stop(): Promise<void>
}

/** Bodies of one protocol, sent over and over. */
export interface SoakBodies { readonly protocol: BenchProtocol, readonly bodies: readonly Buffer[] }

const CONNECTIONS = 8

/**
 * Sends the protocols' bodies in turn.
 * @param perSecond lines a second; as fast as answers come when undefined
 */
export function startSoakLoad({ server, key }: BenchPlatform, kinds: readonly SoakBodies[], linesPerBody: number, perSecond?: number): SoakLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const started = performance.now()
  let next = 0
  let lines = 0
  let refused = 0
  let stopped = false

  async function sender(): Promise<void> {
    while (!stopped) {
      const place = next++
      if (perSecond) await sleep(Math.max(0, started + place * linesPerBody / perSecond * 1000 - performance.now()))
      const { protocol, bodies } = kinds[place % kinds.length]!
      const body = bodies[Math.floor(place / kinds.length) % bodies.length]!
      const status = await post(`${server.url}${protocol.path}`, { 'x-api-key': key, 'content-type': protocol.type }, body, agent)
      if (status >= 200 && status < 300) lines += linesPerBody
      else refused++
    }
  }

  const running = Promise.all(Array.from({ length: CONNECTIONS }, sender))
  return {
    get lines() { return lines },
    get refused() { return refused },
    async stop() {
      stopped = true
      await running
      agent.destroy()
    },
  }
}

function post(url: string, headers: Record<string, string>, body: Buffer, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    sending.once('error', reject)
    sending.end(body)
  })
}
