import type { Decoded } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import { Bounds } from '../decode/bounds'
import { skipBlank } from '../decode/json-scan'
import { rejectOf } from '../decode/limits'
import type { DecodeContext } from '../protocol'
import { tableOf } from './tables'
import { readObjects } from './json-rows'

const OPEN_BRACE = 123
const COMMA = 44

/** Reads a row again that is a dead letter: one of names and values. In the other formats a row alone does not say what its values are. */
export function decodeRowAgain(raw: Buffer, { now, limits, withOrigins }: DecodeContext, scope: Scope): Decoded {
  if (raw[skipBlank(raw, 0, raw.length)] !== OPEN_BRACE) {
    return { records: [], rejects: [rejectOf(raw, 0, raw.length, 'A row without the names of its columns can’t be read again. Send it anew', 0)] }
  }
  const bounds = new Bounds(limits)
  return readObjects({ data: raw, columns: [], table: tableOf(scope, now, bounds), bounds, delimiter: COMMA, withOrigins })
}
