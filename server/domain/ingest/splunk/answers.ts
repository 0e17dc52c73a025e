/** What the HTTP Event Collector answers: a text that senders know, its number, and more for people. */
export interface HecAnswer {
  readonly status: number
  readonly body: { readonly text: string, readonly code: number, readonly [more: string]: unknown }
}

/**
 * Splunk's answers by their number
 * (https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector#Possible_error_codes).
 */
const ANSWERS = {
  0: [200, 'Success'],
  2: [401, 'Token is required'],
  3: [401, 'Invalid authorization'],
  4: [403, 'Invalid token'],
  5: [400, 'No data'],
  6: [400, 'Invalid data format'],
  7: [400, 'Incorrect index'],
  8: [500, 'Internal server error'],
  9: [503, 'Server is busy'],
  10: [400, 'Data channel is missing'],
  11: [400, 'Invalid data channel'],
  12: [400, 'Event field is required'],
  13: [400, 'Event field cannot be blank'],
  17: [200, 'HEC is healthy'],
  18: [503, 'HEC is unhealthy, queues are full'],
  27: [413, 'Request entity too large'],
} as const satisfies Record<number, readonly [number, string]>

export type HecCode = keyof typeof ANSWERS

/** @param more fields beside text and code */
export function hecAnswer(code: HecCode, more: Readonly<Record<string, unknown>> = {}): HecAnswer {
  const [status, text] = ANSWERS[code]
  return { status, body: { text, code, ...more } }
}

/** The text of an answer, which is the reason of a reject too. */
export const hecText = (code: HecCode): string => ANSWERS[code][1]

/** The number of an answer whose text is a reject's reason; 6, invalid data, for all other reasons. */
export function codeOfReason(reason: string | undefined): HecCode {
  return reason === hecText(12) ? 12 : reason === hecText(13) ? 13 : 6
}
