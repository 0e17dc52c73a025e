/** Whether a value from outside is a `T`. */
export type Guard<T> = (value: unknown) => value is T
type Guarded<G> = G extends Guard<infer T> ? T : never

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/*
 * For the few shapes that a browser keeps for itself, read while a page starts: zod, which everything that is sent goes
 * through, would be 17 kB of a first load, compressed.
 */

export const isBoolean: Guard<boolean> = value => typeof value === 'boolean'

export const isOneOf = <const T extends string>(all: readonly T[]): Guard<T> =>
  (value): value is T => (all as readonly unknown[]).includes(value)

/** A text of so many characters at most. */
export const isText = (longest: number, shortest = 0): Guard<string> =>
  (value): value is string => typeof value === 'string' && value.length >= shortest && value.length <= longest

/** A moment as RFC 3339. */
export const isMoment: Guard<string> = (value): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) && Number.isFinite(Date.parse(value))

export const isNumberIn = (least: number, most: number): Guard<number> =>
  (value): value is number => typeof value === 'number' && value >= least && value <= most

export const isOptional = <T>(guard: Guard<T>): Guard<T | undefined> =>
  (value): value is T | undefined => value === undefined || guard(value)

/** A list of so many at most, each as the guard says. */
export const isListOf = <T>(guard: Guard<T>, most: number, least = 0): Guard<T[]> =>
  (value): value is T[] => Array.isArray(value) && value.length >= least && value.length <= most && value.every(guard)

/** Named values, each as the guard says, whatever their names. */
export const isRecordOf = <T>(guard: Guard<T>): Guard<Record<string, T>> =>
  (value): value is Record<string, T> => isRecord(value) && Object.values(value).every(guard)

/** An object with these parts; others are let be. */
export const isObjectOf = <S extends Record<string, Guard<unknown>>>(parts: S): Guard<{ [K in keyof S]: Guarded<S[K]> }> =>
  (value): value is { [K in keyof S]: Guarded<S[K]> } => isRecord(value) && Object.entries(parts).every(([name, guard]) => guard(value[name]))
