import { waitUntil } from '../../fixtures/wait'

export interface Line { timestamp?: string, service: string, level: string, message: string, tags?: Record<string, unknown> }

/** 300 lines, one a second: three, two and one of six of `gateway`, `checkout` and `payments`, which makes 150, 100 and 50. */
export function linesOfThree(): Line[] {
  const count = 300
  const start = Date.now() - count * 1000 - 5000
  const services = ['gateway', 'gateway', 'gateway', 'checkout', 'checkout', 'payments'] as const
  return Array.from({ length: count }, (_, n) => ({ timestamp: new Date(start + n * 1000).toISOString(), service: services[n % 6]!, level: 'info', message: `line number ${n}` }))
}

const BATCH = 2000
const DAY_MS = 86_400_000

/** Sends lines as a program would. @param source the project's default source when missing */
export async function send(url: string, key: string, lines: Line[], source?: string): Promise<void> {
  for (let start = 0; start < lines.length; start += BATCH) {
    const response = await fetch(`${url}/ingest`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': key, ...(source && { 'x-source': source }) }, body: JSON.stringify(lines.slice(start, start + BATCH)),
    })
    if (!response.ok) throw new Error(`Ingest failed: ${await response.text()}`)
  }
}

/** Waits until the lines that were sent can be read. */
export async function untilReadable(url: string, key: string, count: number, source?: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-api-key': key }
  await waitUntil(`${count} lines can be read`, async () => {
    const now = Date.now()
    const body = JSON.stringify({ start: now - 40 * DAY_MS, end: now + DAY_MS, buckets: 1, source })
    const response = await fetch(`${url}/api/v1/histogram`, { method: 'POST', headers, body })
    return response.ok && ((await response.json()) as { total: number }).total >= count
  })
}
