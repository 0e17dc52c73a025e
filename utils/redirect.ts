/** The page to go to after logging in: one of our own paths, or the fallback. Never another site's address. */
export function safeNext(next: unknown, fallback = '/explore'): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return fallback
  try {
    const base = 'http://own.invalid'
    const url = new URL(next, base)
    return url.origin === base && !/^\/(?:login|signup)(?:$|[/?])/.test(url.pathname) ? url.pathname + url.search + url.hash : fallback
  }
  catch {
    return fallback
  }
}
