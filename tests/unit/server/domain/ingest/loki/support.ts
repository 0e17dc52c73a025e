import type { Decoded } from '#shared/types/log-record'
import { decodeLokiPush } from '~~/server/domain/ingest/loki'

export * from '../../../../../fixtures/loki'

export const NOW = Date.UTC(2026, 0, 2)
export const MAX = 4 * 1024 * 1024
const options = { discoverServiceName: true, discoverLogLevels: true, now: NOW, maxBytes: MAX }

export const decodeJson = (body: string | Buffer, more: Partial<typeof options> = {}): Decoded =>
  decodeLokiPush(Buffer.from(body as string), 'application/json', { ...options, ...more })
export const decodeProtobuf = (body: Buffer, type?: string): Decoded => decodeLokiPush(body, type, options)
