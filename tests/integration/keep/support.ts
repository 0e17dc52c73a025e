import { signUp, type Account } from '~~/tests/fixtures/account'
import { waitUntil } from '~~/tests/fixtures/wait'

/** Of any form: the assertions say which. */
type Json = ReturnType<typeof JSON.parse>
export interface Answer { status: number, headers: Headers, body: Json }
export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

/** Calls the API of a server, as whom the headers say. */
export const caller = (url: string): Call => async (method, path, body, headers = {}) => {
  const answer = await fetch(url + path, {
    method, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: answer.headers.get('content-type')?.includes('application/json') && text ? JSON.parse(text) : text }
}

/** A member who asks with their session. */
export interface Member extends Account { as: Call, path: string }

export async function member(url: string, email: string): Promise<Member> {
  const account = await signUp(url, email)
  const call = caller(url)
  return { ...account, path: `/api/v1/projects/${account.projectId}`, as: (method, path, body, headers) => call(method, path, body, { cookie: account.cookie, ...headers }) }
}

export const RANGE = { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' }

/** Sends lines of that day, and waits until they can be read. */
export async function sendLines(url: string, { key, as, projectId }: Member, lines: { service: string, message: string }[], source?: string): Promise<void> {
  const body = lines.map((line, n) => ({ timestamp: new Date(Date.parse(RANGE.start) + n * 1000).toISOString(), level: 'info', ...line }))
  const answer = await fetch(`${url}/ingest${source === undefined ? '' : `?source=${source}`}`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(await answer.text())
  await waitUntil('the lines can be read', async () =>
    (await as('POST', '/api/v1/histogram', { project: projectId, source, query: '{}', ...RANGE, buckets: 1 })).body.total >= lines.length)
}
