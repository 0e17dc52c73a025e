import type { Endpoint } from './endpoint'

/** Finds the methods that an address knows, in upper case; undefined for an address that the catalogue lacks. */
export type MethodsOf = (path: string) => readonly string[] | undefined

/** Prepares the look-up of addresses in a catalogue. Trailing slashes do not count. */
export function createMatcher(catalogue: readonly Pick<Endpoint, 'method' | 'path'>[]): MethodsOf {
  const exact = new Map<string, string[]>()
  for (const { method, path } of catalogue) exact.set(path, [...exact.get(path) ?? [], method.toUpperCase()])
  const patterns = [...exact].filter(([path]) => path.includes('{'))
    .map(([path, methods]) => ({ pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`), methods }))
  return (path) => {
    const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    return exact.get(trimmed) ?? patterns.find(({ pattern }) => pattern.test(trimmed))?.methods
  }
}
