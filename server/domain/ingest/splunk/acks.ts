/** Numbers for indexer acknowledgement, one for each request that named a channel. */
export interface AckIds {
  next(): number
  /** Whether the number was given out: its request was answered, and so is on disk. */
  wasGiven(id: number): boolean
}

/**
 * Acknowledgement (https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHTTPEventCollectorIDXAck) asks later
 * whether a request is safe. Here it is when it is answered, so nothing has to be remembered but the last number: they
 * count up from the microsecond of the start, hence above all those that were given out before a restart, which a
 * sender may still ask for.
 */
export function createAckIds(now: () => number): AckIds {
  let last = Math.floor(now() * 1000)
  return {
    next: () => ++last,
    wasGiven: id => id >= 0 && id <= last,
  }
}

/** A channel is any GUID (https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHTTPEventCollectorIDXAck#About_channels_and_sending_data). */
export const isChannel = (text: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
