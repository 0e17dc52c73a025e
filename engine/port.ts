import { createServer } from 'node:net'

/**
 * Checks that nothing listens on the port yet. ClickHouse would notice too,
 * but by then this process would have shown its password to whoever does.
 * @throws the error of the attempt, with code `EADDRINUSE` when it is taken.
 */
export function checkPortFree(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => server.close(() => resolve()))
  })
}
