import type { LogNode } from './ast'

/**
 * The label under which a query may ask for the hash of a line's pattern: as text, and missing where there is none. The
 * text of a pattern would not do for that: a placeholder stands for anything, so that other lines go along with it.
 */
export const PATTERN_LABEL = 'pattern_hash'

/** Whether these stages look at the pattern of a line: else no line has the label. */
export const asksForPattern = ({ stages }: Pick<LogNode, 'stages'>): boolean => JSON.stringify(stages).includes(PATTERN_LABEL)
