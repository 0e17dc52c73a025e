import { readAlb } from './alb'
import { readCombined } from './combined'
import { readEnvoy } from './envoy'
import { readHaproxy } from './haproxy'
import type { AccessLine } from './line'

const BRACKET = 91

/**
 * Reads a line of text in any of the formats of access logs that are known; undefined when it is none of them.
 * @param now milliseconds since 1970
 */
export function readAccessText(text: string, now: number): AccessLine | undefined {
  if (text.charCodeAt(0) === BRACKET) return readEnvoy(text)
  return readCombined(text, now) ?? readAlb(text) ?? readHaproxy(text)
}
