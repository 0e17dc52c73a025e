import { randomUUID } from 'node:crypto'
import type { Endpoint } from '#shared/api/endpoint'
import { endpoints } from '#shared/api/endpoints'
import { createFinder, createMatcher } from '#shared/api/match'
import { AppError } from '../domain/kernel'
import type { Headers } from './credentials'
import { credentialOf } from './credentials'

/** The methods that the catalogue knows for an address. */
export const methodsOf = createMatcher(Object.values(endpoints))

const endpointsAt = createFinder<Endpoint>(Object.values(endpoints))

/** Whether a key is what authenticates a request, if it brings one. */
export const takesKey = (method: string, path: string) => endpointsAt(path)
  .some(endpoint => endpoint.method.toUpperCase() === method && (endpoint.auth === 'key' || endpoint.auth === 'member'))

/** Whether an address belongs to programs (answers JSON), not to people (answers pages). */
export const isApiPath = (path: string) =>
  path === '/api' || path.startsWith('/api/') || path.startsWith('/v1/') || methodsOf(path) !== undefined

/** Addresses that modules add by themselves (`/api/_auth/session`): not in the catalogue. */
export const isModulePath = (path: string) => path.startsWith('/api/_')

export const pathOf = (url: string) => url.split('?', 1)[0]!

/** For the log: who has the token of a shared result reads it. */
export const withoutToken = (path: string) => path.replace(/^\/share\/[^/]+/, '/share/…')

/** The caller's request id if it is a sane one, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID()
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request may have been made by another web site in a logged-in user's browser. Browsers say so themselves
 * (Sec-Fetch-Site on HTTPS and localhost, else Origin); programs say neither and carry no ambient session.
 * @param keyed whether a key authenticates here: with one, the session counts for nothing
 */
export function isForeign(method: string, headers: Headers, keyed: boolean): boolean {
  if (SAFE_METHODS.has(method) || (keyed && credentialOf(headers) !== undefined)) return false
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin } = headers
  if (typeof origin !== 'string') return false
  const own = [headers.host, headers['x-forwarded-host']]
  return !own.includes(hostOf(origin))
}

/** @throws AppError forbidden for what `isForeign` */
export function refuseForeign(method: string, headers: Headers, keyed: boolean): void {
  if (isForeign(method, headers, keyed)) throw new AppError('forbidden', FOREIGN)
}

const FOREIGN = 'This request came from another web site. If a proxy stands in between, let it pass on the Host header, or set X-Forwarded-Host.'

/** A host that no request has, for an origin that is no address (`null`). */
const hostOf = (origin: string) => URL.parse(origin)?.host || 'invalid'
