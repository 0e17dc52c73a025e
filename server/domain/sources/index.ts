export { startRenewal } from './renewal'
export { createSources, type Sources, type SourcesOptions } from './sources'
