import type { z } from 'zod'

/** A value that this browser keeps. What is there and does not fit the schema, or can't be read, gives way to the initial value. */
export function useKept<T>(key: string, schema: z.ZodType<T>, initial: () => T) {
  const value = shallowRef<T>(read() ?? initial())

  function read(): T | undefined {
    try {
      const parsed = schema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'))
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
