import type { Guard } from '~/utils/guards'

/**
 * A value that this browser keeps. What is there and does not fit, or can't be read, gives way to the initial value.
 */
export function useKept<T>(key: string, fits: Guard<T>, initial: () => T) {
  const value = shallowRef<T>(read() ?? initial())

  function read(): T | undefined {
    try {
      const found: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
      return fits(found) ? found : undefined
    }
    catch {
      return undefined
    }
  }

  watch(value, (kept) => {
    try {
      localStorage.setItem(key, JSON.stringify(kept))
    }
    catch {
      // The browser keeps nothing, or its space is full: the page works on without.
    }
  })

  return value
}
