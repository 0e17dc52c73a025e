/**
 * Resources, scopes and records of one request: empty ones take two bytes, and some time each. Where more records are
 * allowed it is twice as many as those.
 */
export const MAX_MESSAGES = 1_000_000
/** Rejects of one request that are kept one by one; the others are counted. */
export const MAX_REJECTS = 10_000
/** After so many the rest of a request is not looked at any more. */
export const MAX_FAILURES = 100_000
