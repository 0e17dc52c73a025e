export * from './audit'
