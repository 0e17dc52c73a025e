import { formatNumber } from '../format'

/** `1 line`, `1,234 lines`: a number as the reader’s locale writes it, with its noun. */
export const counted = (count: number, one: string, many: string) => `${formatNumber(count)} ${count === 1 ? one : many}`
