export { createQueryService, type QueryService, type QueryServiceOptions } from './service'
export { defaultLimits, type QueryLimits } from './executor'
