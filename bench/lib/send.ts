import { Agent, request } from 'node:http'

export interface SendResult {
  /** Seconds from the first request to the last answer. */
  seconds: number
  /** Requests that were answered with something other than 2xx. */
  failed: number
}

/** Posts all bodies over `connections` kept-alive connections, each sending one after the other. */
export async function sendAll(url: string, headers: Record<string, string>, bodies: readonly Buffer[], connections: number): Promise<SendResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let next = 0
  let failed = 0
  const sender = async () => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const status = await post(url, headers, body, agent)
      if (status < 200 || status >= 300) failed++
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: connections }, sender))
  const seconds = (performance.now() - started) / 1000
  agent.destroy()
  return { seconds, failed }
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
