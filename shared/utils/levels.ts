/** The levels of lines, the worst first; `unknown` is that of lines which say none. */
export const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'] as const

export type Level = typeof levels[number]
