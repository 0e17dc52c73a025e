import { addToMean } from '../mean'
import { numberAccumulator } from './accumulator'

export const average = () => numberAccumulator(addToMean)
