import { get } from 'node:http'

/**
 * Whether the engine answers `GET /ping`.
 * @param timeout milliseconds to wait for the answer.
 */
export function ping(url: string, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    // A connection of its own: one from a pool may belong to a process that is gone.
    const request = get(`${url}/ping`, { agent: false, timeout }, (response) => {
      response.resume().on('error', () => resolve(false))
      resolve(response.statusCode === 200)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
    request.on('close', () => resolve(false))
  })
}
