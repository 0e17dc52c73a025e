import { rawParamsSchema } from '#shared/schemas/ingest'
import type { Decoded } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import { CLICKHOUSE, decodeRowAgain, decodeSyslog, jsonProtocol, rawProtocol, simpleProtocol, SYSLOG, type DecodeContext } from '../domain/ingest'

/** Reads the bytes of one dead letter. */
type Redecoder = (raw: Buffer, context: DecodeContext, scope: Scope) => Decoded

/**
 * The protocols whose dead letters can be read once more, by the name that the letters carry. The parameters of the
 * request are not kept with a letter: a protocol's defaults stand in for them. A new protocol is entered here when a
 * reject of it, by itself, has the form of a body.
 */
const redecoders: ReadonlyMap<string, Redecoder> = new Map<string, Redecoder>([
  [simpleProtocol.name, (raw, context) => simpleProtocol.decode(raw, {}, context)],
  [jsonProtocol.name, (raw, context) => jsonProtocol.decode(raw, {}, context)],
  [rawProtocol.name, (raw, context) => rawProtocol.decode(raw, rawParamsSchema.parse({}), context)],
  [CLICKHOUSE, decodeRowAgain],
  [SYSLOG, (raw, context) => decodeSyslog([{ raw }], context)],
])

/** What the record of a dead letter says: it is JSON as `POST /ingest` takes it. */
export const decodeRecord = (record: Buffer, context: DecodeContext): Decoded => simpleProtocol.decode(record, {}, context)

/** What a protocol makes of a dead letter's bytes; undefined when it is not one that can be replayed. */
export const decodeAgain = (scope: Scope, protocol: string, raw: Buffer, context: DecodeContext): Decoded | undefined =>
  redecoders.get(protocol)?.(raw, context, scope)
