import type { Scope } from '#shared/types/scope'
import type { DecodeLimits } from '../decode/bounds'
import { mayRefuse, readsLines } from '../encode/encoder'
import type { Encoded, RowMaker } from '../encode/row-maker'
import type { Protocol } from '../protocol'

/** Makes the rows of request bodies. */
export interface BodyDecoder {
  /**
   * @param body belongs to the decoder until what it makes is released
   * @param now milliseconds since 1970: the time of lines that carry none
   * @throws AppError too_large, and unavailable where the decoding broke off
   */
  encode<Params>(scope: Scope, protocol: Protocol<Params>, body: Buffer, params: Params, now: number): Promise<Encoded>
  stop(): Promise<void>
}

/** The rows of a body: by the protocol's short way, else by its decoder. @throws AppError too_large */
export function encodeBody<Params>(
  maker: RowMaker, scope: Scope, protocol: Protocol<Params>, body: Buffer, params: Params, context: { now: number, limits: DecodeLimits },
): Encoded {
  const full = { ...context, plainLines: readsLines(scope), withOrigins: mayRefuse(scope) }
  return maker.transcode(scope, protocol, body, full) ?? maker.encode(scope, protocol.decode(body, params, full), context.now)
}

/** Decodes where it is called: other work waits meanwhile. */
export const createDirectDecoder = (maker: RowMaker, limits: DecodeLimits): BodyDecoder => ({
  encode: async (scope, protocol, body, params, now) => encodeBody(maker, scope, protocol, body, params, { now, limits }),
  stop: async () => {},
})
