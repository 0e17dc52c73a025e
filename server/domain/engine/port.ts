import { spawnSync } from 'node:child_process'

/**
 * Picks from 20000 to 29999, below the range from which systems take the
 * local ports of outgoing connections: one of those could sit on the port
 * just when the engine starts again.
 */
const script = `
const { createServer } = require('node:net')
const attempt = (left) => {
  const port = 20000 + Math.floor(Math.random() * 10000)
  const server = createServer()
  server.on('error', () => left ? attempt(left - 1) : process.exit(1))
  server.listen(port, '127.0.0.1', () => server.close(() => process.stdout.write(String(port))))
}
attempt(50)`

/**
 * A free loopback port.
 *
 * Synchronous, so that the handle has its URL from the beginning; Node can
 * only try a port asynchronously, hence the child process (some 50 ms, once).
 * @throws Error when none of 50 tries was free.
 */
export function freePort(): number {
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 20_000 })
  const port = Number(stdout)
  if (!Number.isInteger(port) || port < 1) throw new Error('No free port found on 127.0.0.1')
  return port
}
