import { numberAccumulator } from './accumulator'

export const sum = () => numberAccumulator((before, value) => before + value)
