export { BuilderError, fromSteps, type BuilderFault } from './from-steps'
export type { BuilderOperand, BuilderStep, SimpleLabelFilter } from './steps'
export { toSteps } from './to-steps'
