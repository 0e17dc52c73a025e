interface Line { timestamp?: string, service: string, level: string, message: string, tags?: Record<string, unknown> }

/** Makes the first account by the API: for tests that are not about signing up. */
export async function signUp(url: string, email: string, password: string): Promise<{ key: string, projectId: string, cookie: string }> {
  const response = await fetch(`${url}/api/v1/auth/signup`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password, name: 'Ada' }),
  })
  if (!response.ok) throw new Error(`Sign-up failed: ${await response.text()}`)
  const { project } = await response.json() as { project: { project: { id: string }, apiKey: { key: string } } }
  return { key: project.apiKey.key, projectId: project.project.id, cookie: response.headers.get('set-cookie') ?? '' }
}

/** Sends lines as a program would. */
export async function send(url: string, key: string, lines: Line[]): Promise<void> {
  for (let start = 0; start < lines.length; start += 2000) {
    const response = await fetch(`${url}/ingest`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': key }, body: JSON.stringify(lines.slice(start, start + 2000)),
    })
    if (!response.ok) throw new Error(`Ingest failed: ${await response.text()}`)
  }
}

/** Waits until the lines that were sent can be read. */
export async function untilReadable(url: string, key: string, count: number): Promise<void> {
  for (;;) {
    const now = Date.now()
    const body = { start: now - 40 * 86_400_000, end: now + 86_400_000, buckets: 1 }
    const response = await fetch(`${url}/api/v1/histogram`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': key }, body: JSON.stringify(body),
    })
    if (response.ok && ((await response.json()) as { total: number }).total >= count) return
    await new Promise(done => setTimeout(done, 200))
  }
}
