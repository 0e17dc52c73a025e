import type { Decoded } from '#shared/types/log-record'
import { AppError } from '../../kernel'
import { readJsonPush } from './json-push'
import { readProtobufPush } from './protobuf'
import type { LokiOptions, LokiSettings } from './push'
import { PushCollector } from './push'
import { uncompressedLength, uncompressSnappy } from './snappy'

export type { LokiSettings } from './push'

/** Label in metrics and dead letters. */
export const LOKI = 'loki'

/** Loki's own defaults. */
export const LOKI_DEFAULTS: LokiSettings = { discoverServiceName: true, discoverLogLevels: true }

const OPEN_BRACE = 123
const NEITHER = 'Neither a Protobuf message in Snappy’s raw block format nor JSON (with Content-Type: application/json)'

/**
 * Decodes a push to `/loki/api/v1/push` (https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs).
 * As in Loki, `application/json` is JSON and everything else Protobuf in a raw Snappy block; JSON that is labelled
 * otherwise is known by its first byte. Pure; never throws for bad input.
 * @throws AppError too_large past `limits`, and where it would be larger than `maxBytes` when it is decompressed
 */
export function decodeLokiPush(body: Buffer, contentType: string | undefined, options: LokiOptions): Decoded {
  const collector = new PushCollector(options)
  if (body.length === 0) return collector.finish()
  if (isJson(contentType)) readJsonPush(body, collector)
  else readUnlabelled(body, collector)
  return collector.finish()
}

/** Bytes that decoding a push takes besides its body, to be asked for before: Snappy makes up to twenty times as much of it. */
export const lokiMemory = (body: Buffer, contentType: string | undefined): number => isJson(contentType) ? 0 : uncompressedLength(body)

const isJson = (contentType: string | undefined) => /^\s*application\/json\s*(?:;|$)/i.test(contentType ?? '')

function readUnlabelled(body: Buffer, collector: PushCollector): void {
  const message = uncompressSnappy(body, collector.options.maxBytes)
  if ('bytes' in message) readProtobufPush(message.bytes, collector)
  else if (message.failure === 'too large') throw new AppError('too_large', 'The push is too large when decompressed. Send smaller batches.')
  else if (body[0] === OPEN_BRACE) readJsonPush(body, collector)
  else collector.reject(NEITHER, body)
}
