/**
 * Bytes that the records of one request come to with their resource and scope, which every row holds a copy of: a body
 * of 64 MB could stand for terabytes. Requests beyond it, or with too many messages, are asked to come in pieces; real
 * ones stay a hundred times below.
 */
export const MAX_EXPANDED = 268_435_456
/** Resources, scopes and records of one request: empty ones take two bytes, and some time each. */
export const MAX_MESSAGES = 1_000_000
/** Rejects of one request that are kept one by one; the others are counted. */
export const MAX_REJECTS = 10_000
/** After so many the rest of a request is not looked at any more. */
export const MAX_FAILURES = 100_000
