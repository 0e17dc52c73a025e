import { request } from 'node:http'
import type { EngineConfig } from './config.ts'

/**
 * Sends one statement to the engine in this process, over its own port.
 * @returns the body of the answer.
 * @throws Error with the body when the status is not 200, or after `timeout` milliseconds.
 */
export function askEngine(config: EngineConfig, sql: string, timeout = 5_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({
      host: config.host, port: config.port, method: 'POST', path: '/', timeout,
      agent: false, // a connection kept open would hold up the engine's end
      auth: `${config.user}:${config.password}`,
    }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => void (body += chunk)).on('error', reject)
      answer.on('end', () => answer.statusCode === 200 ? resolve(body) : reject(new Error(body.trim())))
    })
    call.on('timeout', () => call.destroy(new Error(`The engine did not answer within ${timeout} ms`)))
    call.on('error', reject)
    call.end(sql)
  })
}
