import type { Endpoint } from './endpoint'

/** Finds the methods that an address knows, in upper case; undefined for an address that the catalogue lacks. */
export type MethodsOf = (path: string) => readonly string[] | undefined

type Address = Pick<Endpoint, 'method' | 'path'>

/** Prepares the look-up of addresses in a catalogue: the endpoints at one, none where it lacks it. Trailing slashes do not count. */
export function createFinder<E extends Address>(catalogue: readonly E[]): (path: string) => readonly E[] {
  const exact = new Map<string, E[]>()
  for (const endpoint of catalogue) exact.set(endpoint.path, [...exact.get(endpoint.path) ?? [], endpoint])
  // An address that says more of itself goes first, as with the router: /sources/inspect is no source.
  const placeholders = (path: string) => path.split('{').length
  const patterns = [...exact].filter(([path]) => path.includes('{')).sort(([a], [b]) => placeholders(a) - placeholders(b))
    .map(([path, found]) => ({ pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`), found }))
  return (path) => {
    const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    return exact.get(trimmed) ?? patterns.find(({ pattern }) => pattern.test(trimmed))?.found ?? []
  }
}

/** The same for the methods alone. */
export function createMatcher(catalogue: readonly Address[]): MethodsOf {
  const find = createFinder(catalogue)
  return (path) => {
    const found = find(path)
    return found.length > 0 ? found.map(({ method }) => method.toUpperCase()) : undefined
  }
}
