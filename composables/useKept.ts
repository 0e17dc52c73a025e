import { safeParse, type core } from 'zod/mini'

/**
 * A value that this browser keeps. What is there and does not fit the schema, or can't be read, gives way to the initial value.
 * @param schema on pages that load fast, of `zod/mini`: zod itself is 30 kB
 */
export function useKept<T>(key: string, schema: core.$ZodType<T>, initial: () => T) {
  const value = shallowRef<T>(read() ?? initial())

  function read(): T | undefined {
    try {
      const parsed = safeParse(schema, JSON.parse(localStorage.getItem(key) ?? 'null'))
      return parsed.success ? parsed.data : undefined
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
